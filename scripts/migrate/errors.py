"""What can go wrong, and the exit code each kind ends with."""


class MigrationError(Exception):
    """The migration cannot go on; the message says why and what to do."""

    exit_code = 1


class InputError(MigrationError):
    """The workbook or the mapping cannot be used as it is."""

    exit_code = 2


class ServerError(MigrationError):
    """The server cannot be reached, is too old, or answered with an error."""

    exit_code = 3


class RightError(MigrationError):
    """The login is wrong, or the user lacks a right."""

    exit_code = 4


class NotEqualError(MigrationError):
    """Everything was loaded, but the figures of both sides differ."""

    exit_code = 5
