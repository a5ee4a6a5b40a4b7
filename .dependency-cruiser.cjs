// The one law: imports point down (docs/architecture.md). Checked by `npm test` and `npm run lint`.
const up = (name, from, to, comment) => ({ name, severity: 'error', comment, from: { path: from }, to: { path: to } });
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle has no bottom.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    up('lib-is-a-leaf', '^src/lib/', '^src/(?!lib/)', 'lib imports only lib'),
    up('core-knows-no-wire', '^src/core/', '^src/(?!core/|lib/)', 'core imports only core and lib'),
    up('storage-is-an-adapter', '^src/storage/', '^src/(?!storage/|core/|lib/)', 'storage imports core and lib'),
    up(
      'transport-is-an-adapter',
      '^src/transport/',
      '^src/(?!transport/|core/|lib/)',
      'transport imports core and lib',
    ),
    up(
      'wire-is-pure',
      '^src/protocols/[^/]+/wire/',
      '^src/(?!lib/|protocols/[^/]+/wire/)',
      'wire code imports only lib',
    ),
    up('irc-stands-alone', '^src/protocols/irc/', '^src/(?!protocols/irc/|core/|lib/)', 'IRC imports core and lib'),
    up('xmpp-stands-alone', '^src/protocols/xmpp/', '^src/(?!protocols/xmpp/|core/|lib/)', 'XMPP imports core and lib'),
    up(
      'federation',
      '^src/federation/',
      '^src/(?!federation/|protocols/xmpp/|core/|lib/)',
      'federation imports xmpp, core and lib',
    ),
    up('nobody-imports-main', '^src/(?!main|cli\\.ts)', '^src/(main|cli)\\.ts', 'main composes; nothing imports it'),
    up('nobody-imports-cluster', '^src/(?!cluster/|main)', '^src/cluster/', 'one node must never need several'),
    {
      name: 'sql-lives-in-postgres',
      severity: 'error',
      comment: 'Only storage/postgres and storage/embedded talk to the database.',
      from: { pathNot: '^src/storage/(postgres|embedded)/' },
      to: { path: 'node_modules/postgres/' },
    },
    {
      name: 'sockets-live-in-transport',
      severity: 'error',
      comment:
        'Only transport/ touches sockets of peers; cli has the admin socket, storage its database, config/listen only asks what is an IP.',
      from: { path: '^src/', pathNot: '^src/(transport|http|cli|storage)/|^src/config/listen' },
      to: { path: '^(node:)?(net|tls|http|https|dgram)$' },
    },
    {
      name: 'no-test-peer-in-production',
      severity: 'error',
      comment: 'node-xmpp-server and client libraries are for tests.',
      from: { path: '^src/' },
      to: { path: 'node_modules/(node-xmpp-server|irc-framework|@xmpp)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
