"""What has become of the library's references since they were added: asked again each day.

`asking` asks the services, `standing` sets what has become of a publication, `proposing` keeps what
else a service has otherwise, `rounds` goes through the library, `telling` mails owners of pages.
"""
