import type { OpenBundle } from './api/credentials.ts'
import { TIER_FACTS } from './tier.ts'

/** Where the unit and the compose file look for the node software. */
const SOFTWARE = '/opt/noderr'
const DATA_DIR = '/var/lib/noderr'

/** A compose file that runs the node software of the machine in an official Node image, with as few rights as it needs. */
export function composeFile({ tier }: Pick<OpenBundle, 'tier'>): string {
  const { ramGib } = TIER_FACTS[tier].hardware
  return `# Runs the node software in ${SOFTWARE} (or NODERR_HOME). Node id and key live in the volume: never start it twice.
name: noderr-node
services:
  noderr-node:
    image: node:24-bookworm-slim
    command: ["node", "${SOFTWARE}/apps/node/bin/noderr-node.js", "start", "--data-dir", "${DATA_DIR}"]
    user: "\${NODERR_UID:-1000}:\${NODERR_GID:-1000}"
    restart: on-failure
    stop_grace_period: 30s
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    mem_limit: ${ramGib}g
    tmpfs: [/tmp]
    volumes:
      - \${NODERR_HOME:-${SOFTWARE}}:${SOFTWARE}:ro
      - \${NODERR_DATA:-${DATA_DIR}}:${DATA_DIR}
`
}

/** A systemd unit that may write its data folder and nothing else. Exit code 70: the node halted on purpose. */
export function serviceUnit({ nodeId }: Pick<OpenBundle, 'nodeId'>): string {
  return `[Unit]
Description=Noderr node ${nodeId.slice(0, 10)}
Wants=network-online.target
After=network-online.target

[Service]
Type=exec
User=noderr
Group=noderr
ExecStart=${SOFTWARE}/node_modules/.bin/node ${SOFTWARE}/apps/node/bin/noderr-node.js start --data-dir ${DATA_DIR}
Restart=on-failure
RestartSec=5
RestartPreventExitStatus=70
TimeoutStopSec=30
UMask=0077
NoNewPrivileges=true
ProtectSystem=strict
ProtectHome=true
ReadWritePaths=${DATA_DIR}
PrivateTmp=true
PrivateDevices=true
ProtectKernelTunables=true
ProtectKernelModules=true
ProtectControlGroups=true
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictSUIDSGID=true
LockPersonality=true
CapabilityBoundingSet=

[Install]
WantedBy=multi-user.target
`
}

/** What to do with the files of a bundle, in three steps. */
export function setupGuide({ nodeId, tier, operator, controlPlaneUrl }: OpenBundle): string {
  const { cores, ramGib, diskGib } = TIER_FACTS[tier].hardware
  return `# Your Noderr node

| | |
|---|---|
| node | \`${nodeId}\` |
| tier | ${tier}: at least ${cores} cores, ${ramGib} GiB of memory, ${diskGib} GiB of disk |
| wallet | \`${operator}\` |
| control plane | ${controlPlaneUrl} |

\`node.env\` holds the API secret of this node. Keep it to yourself; nobody of the network will ever ask for it, nor for
the private key of your wallet. If it is lost or was seen, take a new one with your wallet at
${controlPlaneUrl}/rotate#${nodeId}.

## 1. Set up

The node software lies in \`${SOFTWARE}\`, installed with \`npm ci\`. As root, in this folder:

\`\`\`sh
export PATH=${SOFTWARE}/node_modules/.bin:$PATH    # in every new shell
useradd --system --home-dir ${DATA_DIR} --shell /usr/sbin/nologin noderr
install -d -m 700 -o noderr -g noderr ${DATA_DIR}
noderr-node init --bundle . --data-dir ${DATA_DIR}
\`\`\`

It makes the node's hot key, which never leaves the machine, and prints its address.

## 2. Delegate with your wallet

The hot key may speak for the node once your wallet has said so, for a year at most:

\`\`\`sh
noderr-node delegation-request --json --data-dir ${DATA_DIR} > delegation.json
# paste delegation.json into ${controlPlaneUrl}/delegate, sign with ${operator}, and run what it says:
noderr-node enroll --signature 0x… --data-dir ${DATA_DIR}
chown -R noderr:noderr ${DATA_DIR}
\`\`\`

## 3. Start

\`\`\`sh
install -m 644 noderr-node.service /etc/systemd/system/
systemctl daemon-reload && systemctl enable --now noderr-node
\`\`\`

or \`NODERR_UID=$(id -u noderr) NODERR_GID=$(id -g noderr) docker compose up -d\`. Then
\`noderr-node status --data-dir ${DATA_DIR}\` prints what the node runs.

**Never run two copies** of one node, and never start it from an old backup of ${DATA_DIR}: that folder is its memory of
what it has signed.
`
}
