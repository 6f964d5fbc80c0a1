"""A bucket with Object Lock keeps its versioning; MiniStack suspends it, and every lock would end with it.

Amazon S3 User Guide, "Object Lock considerations".
"""

import re

from ministack.services import s3

_SUSPENDED = re.compile(rb"<Status>\s*Suspended\s*</Status>")


def install():
    original = s3._put_bucket_versioning

    def put(name, body):
        if name in s3._bucket_object_lock and _SUSPENDED.search(body or b""):
            message = (
                "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed."
            )
            return s3._error("InvalidBucketState", message, 409, f"/{name}")
        return original(name, body)

    s3._put_bucket_versioning = put
