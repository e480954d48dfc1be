vcl 4.1;

# Varnish in front of Postbag, with xkey of varnish-modules. A purge names tags in a header of its own:
# policy {"cdn": {"purge": {"kind": "varnish", "url": "http://varnish:6081/"}}}, and PRIVATE_HOSTS=varnish:6081.

import std;
import xkey;

backend default {
  .host = "127.0.0.1";
  .port = "ORIGIN_PORT";
  .probe = { .url = "/healthz"; .interval = 500ms; .timeout = 400ms; .window = 3; .threshold = 2; .initial = 2; }
}

acl purgers { "127.0.0.1"; }

sub vcl_recv {
  if (req.method == "PURGE") {
    if (client.ip !~ purgers) { return (synth(403)); }
    if (req.http.xkey-purge) { set req.http.n = xkey.purge(req.http.xkey-purge); }
    else if (req.http.xkey-softpurge) { set req.http.n = xkey.softpurge(req.http.xkey-softpurge); }
    else { return (synth(400)); }
    return (synth(200, "Purged " + req.http.n));
  }
  # One entry per form, whatever else a client says it would take.
  if (req.http.Accept ~ "^text/html") { set req.http.Accept = "text/html"; } else { unset req.http.Accept; }
  unset req.http.Cookie;
  if (std.healthy(req.backend_hint)) { set req.grace = 30s; }
}

sub vcl_backend_response {
  set beresp.http.xkey = beresp.http.Surrogate-Key;
  # What is kept may answer for a day while the service is away.
  if (beresp.ttl > 0s) { set beresp.grace = 1d; }
}

sub vcl_deliver {
  if (obj.hits > 0) { set resp.http.X-Cache = "hit"; } else { set resp.http.X-Cache = "miss"; }
  unset resp.http.xkey;
  unset resp.http.Surrogate-Key;
}
