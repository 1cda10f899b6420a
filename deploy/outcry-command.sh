#!/bin/sh
# The command line with the settings of the service, as its account. Copy to /usr/local/bin/outcry; use it as root:
#
#   outcry mail state
#
# Another file of settings: OUTCRY_SETTINGS=/etc/other.env outcry mail state
set -eu
settings=${OUTCRY_SETTINGS:-/etc/outcry.env}
home=${OUTCRY_HOME:-/opt/outcry}
account=${OUTCRY_ACCOUNT:-outcry}
# 75 tells a mail server that hands us a mail to come back later.
[ -r "$settings" ] || { printf '%s\n' "The settings in $settings can't be read; use this as root." >&2; exit 75; }
[ -x "$home/.venv/bin/outcry" ] || { printf '%s\n' "Nothing is installed in $home." >&2; exit 75; }
set -a
. "$settings"
set +a
if [ "$(id -un)" = "$account" ]; then
    exec "$home/.venv/bin/outcry" "$@"
fi
exec runuser -u "$account" -- "$home/.venv/bin/outcry" "$@"
