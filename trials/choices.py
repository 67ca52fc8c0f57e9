"""Vocabulary of trials: ClinicalTrials.gov's (API v2 enums), as they are; ours in lower case.

Source of the registry's enums and labels: https://clinicaltrials.gov/data-api/about-api/study-data-structure
"""

from django.db import models


class Phase(models.TextChoices):
    EARLY_PHASE1 = "EARLY_PHASE1", "Early phase 1"
    PHASE1 = "PHASE1", "Phase 1"
    PHASE2 = "PHASE2", "Phase 2"
    PHASE3 = "PHASE3", "Phase 3"
    PHASE4 = "PHASE4", "Phase 4"
    NA = "NA", "Not applicable"


class OverallStatus(models.TextChoices):
    ACTIVE_NOT_RECRUITING = "ACTIVE_NOT_RECRUITING", "Active, not recruiting"
    COMPLETED = "COMPLETED", "Completed"
    ENROLLING_BY_INVITATION = "ENROLLING_BY_INVITATION", "Enrolling by invitation"
    NOT_YET_RECRUITING = "NOT_YET_RECRUITING", "Not yet recruiting"
    RECRUITING = "RECRUITING", "Recruiting"
    SUSPENDED = "SUSPENDED", "Suspended"
    TERMINATED = "TERMINATED", "Terminated"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"
    AVAILABLE = "AVAILABLE", "Available"
    NO_LONGER_AVAILABLE = "NO_LONGER_AVAILABLE", "No longer available"
    TEMPORARILY_NOT_AVAILABLE = "TEMPORARILY_NOT_AVAILABLE", "Temporarily not available"
    APPROVED_FOR_MARKETING = "APPROVED_FOR_MARKETING", "Approved for marketing"
    WITHHELD = "WITHHELD", "Withheld"
    UNKNOWN = "UNKNOWN", "Unknown status"


class OpenToPatients(models.TextChoices):
    YES = "yes", "Yes"
    NOT_YET = "not_yet", "Not yet"
    BY_INVITATION = "by_invitation", "By invitation only"
    NO = "no", "No"
    UNKNOWN = "unknown", "Unknown"


#: What a registry's status means for somebody who wants to take part.
OPEN_BY_STATUS = {
    OverallStatus.RECRUITING: OpenToPatients.YES,
    OverallStatus.AVAILABLE: OpenToPatients.YES,
    OverallStatus.NOT_YET_RECRUITING: OpenToPatients.NOT_YET,
    OverallStatus.ENROLLING_BY_INVITATION: OpenToPatients.BY_INVITATION,
    OverallStatus.ACTIVE_NOT_RECRUITING: OpenToPatients.NO,
    OverallStatus.COMPLETED: OpenToPatients.NO,
    OverallStatus.SUSPENDED: OpenToPatients.NO,
    OverallStatus.TERMINATED: OpenToPatients.NO,
    OverallStatus.WITHDRAWN: OpenToPatients.NO,
    OverallStatus.NO_LONGER_AVAILABLE: OpenToPatients.NO,
    OverallStatus.TEMPORARILY_NOT_AVAILABLE: OpenToPatients.NO,
    OverallStatus.APPROVED_FOR_MARKETING: OpenToPatients.NO,
}


class StudyType(models.TextChoices):
    INTERVENTIONAL = "INTERVENTIONAL", "Interventional"
    OBSERVATIONAL = "OBSERVATIONAL", "Observational"
    EXPANDED_ACCESS = "EXPANDED_ACCESS", "Expanded access"


class Allocation(models.TextChoices):
    RANDOMIZED = "RANDOMIZED", "Randomised"
    NON_RANDOMIZED = "NON_RANDOMIZED", "Not randomised"
    NA = "NA", "Not applicable"


class InterventionModel(models.TextChoices):
    SINGLE_GROUP = "SINGLE_GROUP", "One group"
    PARALLEL = "PARALLEL", "Parallel groups"
    CROSSOVER = "CROSSOVER", "Crossover"
    FACTORIAL = "FACTORIAL", "Factorial"
    SEQUENTIAL = "SEQUENTIAL", "Sequential groups"


class Masking(models.TextChoices):
    NONE = "NONE", "Open: everybody knew who got what"
    SINGLE = "SINGLE", "Single: one party did not know who got what"
    DOUBLE = "DOUBLE", "Double: two parties did not know who got what"
    TRIPLE = "TRIPLE", "Triple: three parties did not know who got what"
    QUADRUPLE = "QUADRUPLE", "Quadruple: four parties did not know who got what"


class PrimaryPurpose(models.TextChoices):
    TREATMENT = "TREATMENT", "Treatment"
    PREVENTION = "PREVENTION", "Prevention"
    DIAGNOSTIC = "DIAGNOSTIC", "Diagnosis"
    ECT = "ECT", "Educational, counselling or training"
    SUPPORTIVE_CARE = "SUPPORTIVE_CARE", "Supportive care"
    SCREENING = "SCREENING", "Screening"
    HEALTH_SERVICES_RESEARCH = "HEALTH_SERVICES_RESEARCH", "Health services research"
    BASIC_SCIENCE = "BASIC_SCIENCE", "Basic science"
    DEVICE_FEASIBILITY = "DEVICE_FEASIBILITY", "Device feasibility"
    OTHER = "OTHER", "Other"


class EnrollmentType(models.TextChoices):
    ACTUAL = "ACTUAL", "Actual"
    ESTIMATED = "ESTIMATED", "Estimated"


class Sex(models.TextChoices):
    ALL = "ALL", "All"
    FEMALE = "FEMALE", "Female"
    MALE = "MALE", "Male"


class InterventionType(models.TextChoices):
    BEHAVIORAL = "BEHAVIORAL", "Behavioural"
    BIOLOGICAL = "BIOLOGICAL", "Biological"
    COMBINATION_PRODUCT = "COMBINATION_PRODUCT", "Combination product"
    DEVICE = "DEVICE", "Device"
    DIAGNOSTIC_TEST = "DIAGNOSTIC_TEST", "Diagnostic test"
    DIETARY_SUPPLEMENT = "DIETARY_SUPPLEMENT", "Dietary supplement"
    DRUG = "DRUG", "Drug"
    GENETIC = "GENETIC", "Genetic"
    PROCEDURE = "PROCEDURE", "Procedure"
    RADIATION = "RADIATION", "Radiation"
    OTHER = "OTHER", "Other"


class Registry(models.TextChoices):
    NCT = "NCT", "ClinicalTrials.gov"
    EUDRACT = "EUDRACT", "EudraCT"
    CTIS = "CTIS", "EU Clinical Trials Information System"
    ISRCTN = "ISRCTN", "ISRCTN"
    UMIN = "UMIN", "UMIN"
    CHICTR = "CHICTR", "Chinese Clinical Trial Registry"
    ANZCTR = "ANZCTR", "Australian New Zealand Clinical Trials Registry"
    IRAS = "IRAS", "IRAS (United Kingdom)"
    OTHER = "OTHER", "Another registry"


#: The form of an id, and the address of its record where there is one by id.
REGISTRY_ID_PATTERNS = {
    Registry.NCT: r"NCT\d{8}",
    Registry.EUDRACT: r"\d{4}-\d{6}-\d{2}",
    Registry.CTIS: r"\d{4}-\d{6}-\d{2}-\d{2}",
    Registry.ISRCTN: r"ISRCTN\d{8}",
    Registry.UMIN: r"UMIN\d{9}",
    Registry.CHICTR: r"ChiCTR[-\w]{6,20}",
    Registry.ANZCTR: r"ACTRN\d{14}",
    Registry.IRAS: r"\d{4,8}",
}
REGISTRY_URLS = {
    Registry.NCT: "https://clinicaltrials.gov/study/{id}",
    Registry.EUDRACT: "https://www.clinicaltrialsregister.eu/ctr-search/search?query={id}",
    Registry.CTIS: "https://euclinicaltrials.eu/ctis-public/view/{id}",
    Registry.ISRCTN: "https://www.isrctn.com/{id}",
    Registry.ANZCTR: "https://anzctr.org.au/{id}.aspx",
}


class ProductSource(models.TextChoices):
    AUTOLOGOUS_DENDRITIC_CELLS = "autologous_dendritic_cells", "The person’s own dendritic cells"
    AUTOLOGOUS_ASCITES = "autologous_ascites", "The person’s own abdominal fluid"
    TUMOR_CELLS = "tumor_cells", "Tumour cells"
    MESENCHYMAL_STROMAL_CELLS = "mesenchymal_stromal_cells", "Mesenchymal stromal cells"
    PLANT = "plant", "Plants"
    CELL_LINE = "cell_line", "A cell line"
    OTHER = "other", "Another source"
    NOT_REPORTED = "not_reported", "Not reported"


class PublicationRole(models.TextChoices):
    PRIMARY_RESULTS = "primary_results", "Primary results"
    PROTOCOL = "protocol", "Protocol"
    FOLLOW_UP = "follow_up", "Follow-up"
    SUB_STUDY = "sub_study", "Sub-study"
    COMMENTARY = "commentary", "Commentary"


#: What documents call a field, where it is not the name of its vocabulary.
FIELDS = {"phase": "phases"}

MEANINGS: dict[str, dict[models.TextChoices, str]] = {
    "phase": {
        Phase.EARLY_PHASE1: "A first look in very few people, with no aim to treat.",
        Phase.PHASE1: "A small study that looks for harms and for a dose that people can take.",
        Phase.PHASE2: "A larger study that looks for first signs that it works, and for harms.",
        Phase.PHASE3: "A large study that compares it with the usual treatment.",
        Phase.PHASE4: "A study after approval, in ordinary use.",
        Phase.NA: "Phases are not used for this kind of study.",
    },
    "overall_status": {
        OverallStatus.UNKNOWN: (
            "The registry has not been updated for two years after the planned end."
        ),
        OverallStatus.TERMINATED: "It stopped early and will not start again.",
        OverallStatus.WITHDRAWN: "It stopped before the first person joined.",
    },
}
