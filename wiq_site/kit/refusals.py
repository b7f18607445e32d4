"""What a mail server says of one mail, told apart from one that fails as a whole."""

from smtplib import SMTPDataError, SMTPRecipientsRefused


def refused_for_good(error):
    """Return whether the one mail that ``error`` was raised for is refused for good; None where no other would go either.

    An address that no mail can be written to (its domain has no name in letters of ASCII) is refused for good.
    """
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _reason in error.recipients.values())
    if isinstance(error, SMTPDataError):
        return error.smtp_code >= 500
    return True if isinstance(error, UnicodeError) else None
