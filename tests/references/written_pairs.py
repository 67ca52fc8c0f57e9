"""Records written by hand in pairs: of one publication, or of two that look alike."""

from collections.abc import Iterator
from typing import Any

from tests.references.record_variants import Record

Written = tuple[Any, ...]
REPORT = {"type": "report"}
BOOK = {"type": "book"}


def _record(title: str, author: str, year: int, place: str = "", **changes: Any) -> Record:
    """Return a record; `place` is `journal; volume; pages`, as far as it is known."""
    known = zip(("container-title", "volume", "page"), place.split("; "), strict=False)
    names = [
        {"family": family, "given": given} if given else {"literal": family}
        for family, _, given in (name.partition(", ") for name in author.split(" & ") if name)
    ]
    return {
        "type": "article-journal", "title": title, "author": names,
        "issued": {"date-parts": [[year]]},
        **{key: value for key, value in known if value},
        **changes,
    }  # fmt: skip


def written_pairs(*, same: bool) -> Iterator[tuple[Record, Record]]:
    """Yield the pairs that were written by hand: of one publication, or of two."""
    for one, other in WRITTEN_SAME if same else WRITTEN_OTHER:
        yield _record(*one[:-1], **one[-1]), _record(*other[:-1], **other[-1])


WRITTEN_SAME: list[tuple[Written, Written]] = [
    (
        ("TNF-α and IL-1β in exosome-treated wounds", "García Pérez, Ana", 2018,
         "Journal of Wound Care; 27; 101-110", {}),
        ("TNFalpha and IL-1 beta in exosome treated wounds.", "García, A", 2018,
         "J Wound Care", {}),
    ),
    (
        ("Naïve T-cells after exosome infusion", "Müller, Jörg", 2015, "Zeitschrift; 4; 7-12", {}),
        ("Naive T cells after exosome infusion", "Mueller, J", 2015, "Zeitschrift; 4; 7", {}),
    ),
    (
        ("A phase I/II trial of loaded vesicles in glioblastoma", "van der Berg, Joost", 2020,
         "Neuro-Oncology; 22; 1-9", {}),
        ("Phase 1/2 trial of loaded vesicles in glioblastoma", "Berg, J. van der", 2020,
         "Neuro Oncol; 22; 44", {}),
    ),
    (
        ("Paediatric leukaemia and tumour-derived vesicles", "O’Neill, Siobhán", 2011,
         "British Medical Journal; 342; d101", {}),
        ("Pediatric leukemia and tumor derived vesicles", "ONeill, S", 2011, "BMJ; 342; d101", {}),
    ),
    (
        ("Guideline on vesicle products", "World Health Organization", 2021, "", REPORT),
        ("Guideline on vesicle products", "WHO", 2021, "", REPORT),
    ),
    (
        ("CO<sub>2</sub> laser and exosomes for acne scars", "Kwon, Hyuck Hoon", 2020,
         "Acta Dermato-Venereologica; 100; adv00310", {}),
        ("CO2 laser and exosomes for acne scars", "Kwon, HH", 2020,
         "Acta Derm Venereol; 100; adv00310", {}),
    ),
    (
        ("Exosomes", "Wei, Zhang", 2019, "Cell Communication; 17; 33-41", {}),
        ("Exosomes", "Zhang, Wei", 2019, "Cell Commun; 17; 33", {}),
    ),
    (
        ("Effect of vesicles on the heart: a randomised trial", "Lim, Su & Park, Jin", 2016,
         "European Heart Journal; 37; 5-15", {}),
        ("Effect of vesicles on the heart", "Lim, S", 2015, "Eur Heart J", {}),
    ),
    (
        ("Biology of exsomes in pregnancy", "Sarker, Suchismita", 2014,
         "Journal of Translational Medicine; 12; 204", {}),
        ("Biology of exosomes in pregnancy", "Sarker, S", 2014, "J Transl Med; 12; 204", {}),
    ),
    (
        ("Crohn’s disease: vesicles as markers", "Ødegård, Løvenskiold", 2017,
         "Proceedings of the National Academy of Sciences of the United States of America; 114; E1",
         {}),
        ("Crohns disease. Vesicles as markers", "Odegard, L", 2017,
         "Proc Natl Acad Sci U S A; 114; E1", {}),
    ),
    (
        ("Vesicles in sepsis", "The Sepsis Vesicle Group", 2019,
         "New England Journal of Medicine; 380; 11-19", {}),
        ("Vesicles in sepsis", "Adeyemi, Tunde & The Sepsis Vesicle Group", 2019,
         "NEJM; 380; 11-9", {}),
    ),
    (
        ("Dendritic cell exosomes as vaccines", "Viaud, Sophie", 2010, "PLoS ONE; 5; e4942", {}),
        ("Dendritic cell exosomes as vaccines", "Viaud, S", 2010, "PLoS One; 5; 1-10", {}),
    ),
]  # fmt: skip
WRITTEN_OTHER: list[tuple[Written, Written]] = [
    (
        ("Exosomes in hepatitis B", "Li, Na", 2018, "Liver; 3; 1-9", {}),
        ("Exosomes in hepatitis C", "Li, Na", 2018, "Liver; 3; 10-19", {}),
    ),
    (
        ("Exosomes in hepatitis B", "Li, Na", 2018, "Liver", {}),
        ("Exosomes in hepatitis C", "Li, Na", 2018, "Liver", {}),
    ),
    (
        ("Vesicles in pulmonary hypertension", "Rossi, M", 2012, "Circulation", {}),
        ("Vesicles in pulmonary hypotension", "Rossi, M", 2012, "Circulation", {}),
    ),
    (
        ("Symptomatic carriers of loaded vesicles", "Okoro, P", 2012, "Circulation", {}),
        ("Asymptomatic carriers of loaded vesicles", "Okoro, P", 2012, "Circulation", {}),
    ),
    (
        ("Vesicles with prednisone for sciatica", "Ito, K", 2012, "Pain; 9; 1-7", {}),
        ("Vesicles with prednisolone for sciatica", "Ito, K", 2012, "Pain; 9; 50-57", {}),
    ),
    (
        ("Global tuberculosis report", "World Health Organization", 2019, "", REPORT),
        ("Global tuberculosis report", "World Health Organization", 2020, "", REPORT),
    ),
    (
        ("Cancer statistics, 2019", "Siegel, RL", 2019, "CA Cancer J Clin; 69; 7-34", {}),
        ("Cancer statistics, 2020", "Siegel, RL", 2020, "CA Cancer J Clin; 70; 7-30", {}),
    ),
    (
        ("Editorial", "Smith, A", 2019, "Lancet; 393; 10", {}),
        ("Editorial", "Smith, A", 2019, "Lancet; 393; 610", {}),
    ),
    (
        ("Exosomes", "Pegtel, D. Michiel", 2019, "Annual Review of Biochemistry; 88; 487-514", {}),
        ("Exosomes", "Gurung, Sonam", 2019, "Cell Communication; 19; 47", {}),
    ),
    (
        ("Principles of vesicle biology", "Hill, A", 2014, "", {**BOOK, "edition": "2"}),
        ("Principles of vesicle biology", "Hill, A", 2014, "", {**BOOK, "edition": "3"}),
    ),
    (
        ("Principles of vesicle biology", "Hill, A", 2014, "", BOOK),
        ("Principles of vesicle biology", "Hill, A", 2014, "Principles of vesicle biology",
         {"type": "chapter"}),
    ),
    (
        ("Phase I trial of vesicles in glioma", "Chen, X", 2015, "Neuro-Oncology", {}),
        ("Phase II trial of vesicles in glioma", "Chen, X", 2016, "Neuro-Oncology", {}),
    ),
    (
        ("IL-2 in vesicles and cancer", "Diaz, M", 2015, "Cytokine", {}),
        ("IL-12 in vesicles and cancer", "Diaz, M", 2015, "Cytokine", {}),
    ),
    (
        ("Exosomes in melanoma", "Peinado, H", 2012, "Nature Medicine; 18; 883-891", {}),
        ("Exosomes in lymphoma", "Peinado, H", 2012, "Nature Medicine; 18; 900-909", {}),
    ),
    (
        ("Exosomes in melanoma", "Peinado, H", 2012, "Nature Medicine", {}),
        ("Exosomes in lymphoma", "Peinado, H", 2012, "Nature Medicine", {}),
    ),
    (
        ("Vesicles and the immune response", "Robbins, P", 2014, "Nat Rev Immunol; 14; 195", {}),
        ("Vesicles and the immune system", "Robbins, P", 2014, "Nat Rev Immunol; 14; 611", {}),
    ),
    (
        ("Cell-free therapy of the knee", "Wang, Jing", 2021, "Knee; 30; 5-9", {}),
        ("Cell-free therapy of the knee", "Wang, Lei", 2021, "Joint; 8; 44-49", {}),
    ),
    (
        ("Vesicles for dry eye: a randomised trial", "Khan, Z", 2020, "Eye; 34; 1-10", {}),
        ("Vesicles for dry eye: an economic analysis", "Khan, Z", 2020, "Eye; 34; 90-99", {}),
    ),
    (
        ("Vesicles for dry eye: a randomised trial", "Khan, Z", 2020, "Eye", {}),
        ("Vesicles for dry eye: an economic analysis", "Khan, Z", 2020, "Eye", {}),
    ),
    (
        ("Vesicles in women after a heart attack", "Aziz, N", 2017, "Heart", {}),
        ("Vesicles in men after a heart attack", "Aziz, N", 2017, "Heart", {}),
    ),
    (
        ("Intercellular transport of vesicles", "Grey, T", 2017, "Traffic", {}),
        ("Intracellular transport of vesicles", "Grey, T", 2017, "Traffic", {}),
    ),
    (
        ("Vesicles in patients with diabetes", "Bauer, U", 2017, "Diabetologia", {}),
        ("Vesicles in patients without diabetes", "Bauer, U", 2017, "Diabetologia", {}),
    ),
    (
        ("Exosome dressing for burns in adults", "Cole, R", 2019, "Burns", {}),
        ("Exosome dressing for burns in children", "Cole, R", 2019, "Burns", {}),
    ),
    (
        ("Vesicle standards", "ISO", 2019, "", {"type": "standard", "number": "20387"}),
        ("Vesicle standards", "ISO", 2019, "", {"type": "standard", "number": "20391"}),
    ),
    (
        ("Exosomes from mice with arthritis", "Kim, SH", 2005, "J Immunol; 174; 6440-6448", {}),
        ("Exosomes from rats with arthritis", "Kim, SH", 2005, "J Immunol; 175; 3021-3029", {}),
    ),
    (
        ("Prognostic value of miR-21 in vesicles", "Ueda, H", 2013, "Oncol Rep", {}),
        ("Prognostic value of miR-31 in vesicles", "Ueda, H", 2013, "Oncol Rep", {}),
    ),
    (
        ("Letter to the editor", "Moss, L", 2013, "Brain; 136; e231", {}),
        ("Letter to the editor", "Moss, L", 2013, "Brain; 136; e255", {}),
    ),
    (
        ("Vitamin A in vesicles of breast milk", "Lund, I", 2013, "Nutrients", {}),
        ("Vitamin D in vesicles of breast milk", "Lund, I", 2013, "Nutrients", {}),
    ),
    (
        ("Vesicles in stroke", "Tan, E", 2018, "Stroke; 49; 1-10", {"DOI": "10.1161/stroke.1"}),
        ("Vesicles in stroke", "Tan, E", 2018, "Stroke; 49; 1-10", {"DOI": "10.1161/stroke.7755"}),
    ),
    (
        ("Vesicles in stroke", "Tan, E", 2018, "Stroke; 49; 1-10", {"PMID": "29999901"}),
        ("Vesicles in stroke", "Tan, E", 2018, "Stroke; 49; 1-10", {"PMID": "29999902"}),
    ),
]  # fmt: skip
