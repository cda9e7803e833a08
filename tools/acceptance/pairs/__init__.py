"""The same request to Debian's glance-api and to Vitrine, and what is different in their answers.

`wire` sends, `compare` takes answers apart into named fields, `allowed` lists the differences that are meant, and the
modules named after what they ask generate the requests. A generator yields a Request, gets both answers back, and may
let its next request depend on them; the same seed asks the same.
"""
