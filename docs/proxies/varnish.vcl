# Varnish, in front of a service on port 3000. Start it with -a :8080.
vcl 4.1;

backend service {
  .host = "127.0.0.1";
  .port = "3000";
}

sub vcl_recv {
  # By default Varnish reads no response before it has sent the whole upload. A pipe forwards both directions at once.
  if (req.method == "PUT" || req.method == "POST" || req.method == "PATCH") {
    return (pipe);
  }
}

sub vcl_pipe {
  # Otherwise Varnish would not see further requests on the same connection.
  set bereq.http.Connection = "close";
}

sub vcl_backend_response {
  # A rule of yours that sets beresp.ttl overrides no-store. Do not let it apply to errors.
  if (beresp.status >= 500) {
    set beresp.uncacheable = true;
    set beresp.ttl = 0s;
    return (deliver);
  }
}
