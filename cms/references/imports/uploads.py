"""Ends an upload that is too large before all of it has come."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest


class UploadLimit(FileUploadHandler):
    """Stops at the first part that is a file where a body says, or turns out, to be too large.

    What stands before it in the body, as the CSRF token does, is there.

    Args:
        request: of the upload; `was_stopped` tells afterwards whether it was stopped.
        limit: how many bytes a file may have.
        overhead: what the other fields of the form, and the edges of its parts, may take.
    """

    def __init__(self, request: HttpRequest, *, limit: int, overhead: int) -> None:
        super().__init__(request)
        self.limit, self.overhead = limit, overhead
        self.length = self.received = 0
        self.was_stopped = False

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:  # noqa: N803 - Django's name
        self.length = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.length > self.limit + self.overhead:
            self._stop()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass on what has come; whoever sends no length is stopped here."""
        self.received += len(raw_data)
        if self.received > self.limit:
            self._stop()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""

    def _stop(self) -> None:
        self.was_stopped = True
        # The rest of it is not read.
        raise StopUpload(connection_reset=True)
