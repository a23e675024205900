#!/usr/bin/env bash
# Starts the servers that are installed and do not listen yet. Needs root, but not systemd. On a fresh Debian, first run
# apt-get install -y --no-install-recommends postgresql mariadb-server redis-server nats-server
# It changes no configuration: decide yourself who may log in over TCP without a password.
set -euo pipefail

if [ "$(id -u)" -ne 0 ]; then
  echo 'start-services.sh: not root, nothing started' >&2
  exit 0
fi

listens() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
missing() { command -v "$1" >/dev/null && ! listens "$2"; }

# Waits until the server listens. If it does not, the tests report it.
await() {
  for _ in $(seq 100); do
    if listens "$1"; then return; fi
    sleep 0.1
  done
  echo "start-services.sh: nothing listens on port $1" >&2
}

if missing pg_ctlcluster 5432; then
  version=$(ls /etc/postgresql | sort -V | tail -n 1)
  pg_ctlcluster --skip-systemctl-redirect "$version" main start
  await 5432
fi
if missing mariadbd 3306; then
  install -d -o mysql -g mysql /run/mysqld
  start-stop-daemon --start --oknodo --background --exec /usr/sbin/mariadbd
  await 3306
fi
if missing redis-server 6379; then
  redis-server --daemonize yes --bind 127.0.0.1 --port 6379 --save '' --appendonly no --dir /tmp >/dev/null
  await 6379
fi
if missing nats-server 4222; then
  start-stop-daemon --start --oknodo --background --exec "$(command -v nats-server)" -- \
    -a 127.0.0.1 -p 4222 -js -sd /var/lib/nats-server -l /var/log/nats-server.log
  await 4222
fi
