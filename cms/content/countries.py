"""Countries: ISO 3166-1 alpha-2 codes with their common names, from pycountry."""

import pycountry
from django.db import models

Country = models.TextChoices(  # type: ignore[call-overload]  # Enum's functional form
    "Country",
    [
        (country.alpha_2, (country.alpha_2, getattr(country, "common_name", country.name)))
        for country in sorted(
            pycountry.countries, key=lambda found: getattr(found, "common_name", found.name)
        )
    ],
)
