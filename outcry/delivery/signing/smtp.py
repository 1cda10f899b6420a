"""Django's own way to send mail, signed: for the few mails that the site writes to staff without the outbox, such as a renewed password."""

import email.policy
from smtplib import SMTPException, SMTPServerDisconnected

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend as UnsignedBackend

from outcry.delivery.signing.signer import Signer


class EmailBackend(UnsignedBackend):
    """Django's, but for the signature in front. Receivers were told to refuse what has none."""

    def _send(self, email_message: EmailMessage) -> bool:
        if not email_message.recipients():
            return False
        sender = self.prep_address(email_message.from_email)
        recipients = [self.prep_address(address) for address in email_message.recipients()]
        signer = Signer(settings.KEYS_FOLDER)
        signer.look()
        content = signer.signed(email_message.message(policy=email.policy.SMTP).as_bytes(), sender=sender)
        if self.connection is None:
            raise SMTPServerDisconnected("no connection was opened")
        try:
            self.connection.sendmail(sender, recipients, content)
        except SMTPException:
            if not self.fail_silently:
                raise
            return False
        return True
