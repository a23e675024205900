# Varnish, in front of a service on port 3000; to be started with -a :8080.
vcl 4.1;

backend service {
  .host = "127.0.0.1";
  .port = "3000";
}

sub vcl_recv {
  # By default Varnish reads no answer before it has sent the whole upload; in a pipe it passes both ways at once.
  if (req.method == "PUT" || req.method == "POST" || req.method == "PATCH") {
    return (pipe);
  }
}

sub vcl_pipe {
  # What comes after the upload on the same connection would pass unseen.
  set bereq.http.Connection = "close";
}

sub vcl_backend_response {
  # A rule of your own that sets beresp.ttl overrules no-store: let it leave errors alone.
  if (beresp.status >= 500) {
    set beresp.uncacheable = true;
    set beresp.ttl = 0s;
    return (deliver);
  }
}
