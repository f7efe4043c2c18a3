"""What reads an answer on its way to the client: events, or bytes of a sound."""

from typing import TypeAlias

from orgbilling.gateway.media.spoken import SoundReader
from orgbilling.gateway.stream import StreamReader

Reader: TypeAlias = StreamReader | SoundReader
