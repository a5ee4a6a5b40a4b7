import assert from 'node:assert/strict';
import { connectIrc } from '../transcripts/irc-client.ts';
import { ROOM, sees, type Login, type RealClient } from './client.ts';
import type { Report } from './report.ts';
import { token } from './talk.ts';

const RICH = [
  ...['batch', 'labeled-response', 'message-tags', 'echo-message', 'server-time', 'standard-replies', 'setname'],
  ...['draft/multiline', 'draft/message-redaction', 'draft/read-marker', 'draft/metadata-2', 'account-tag'],
  ...['away-notify', 'account-notify', 'extended-join', 'chghost'],
];

/** RFC 1459 and 2812: all that a client without capabilities is ever sent of others. */
const PLAIN_LINE = /^:\S+ (PRIVMSG|NOTICE|JOIN|PART|QUIT|NICK|MODE|TOPIC|KICK|PONG|\d{3}) |^PING /;

/** Words that nothing but capabilities brings onto the wire (TARGMAX of 005 has `TAGMSG:4`). */
const ARTEFACTS = /@time=|msgid=|\b(BATCH|TAGMSG(?!:)|FAIL|WARN|NOTE|MARKREAD|METADATA|SETNAME|CHGHOST|AUTHENTICATE)\b/;

/** What those with every capability do, those without any see in plain lines, or not at all. */
export async function checkBare(
  report: Report,
  irc: readonly RealClient[],
  login: Omit<Login, 'folder'>,
): Promise<void> {
  const bare = irc.filter(({ program }) => /^(ii|sic) /.test(program));
  const names = ['a raw client', ...bare.map(({ program }) => program)].join(', ');
  await report.check(`${names} see nothing of the capabilities of others`, async () => {
    const { nick, password, port } = login;
    const raw = await connectIrc({ name: 'plain', account: '', password: undefined, port, capabilities: [] });
    const rich = await connectIrc({ name: nick, account: nick, password, port, capabilities: RICH });
    try {
      raw.send(`JOIN #${ROOM}`);
      rich.send(`JOIN #${ROOM}`);
      await Promise.all([raw.roundTrip(), rich.roundTrip()]);
      const [said, last] = [token(), token()];
      for (const line of richLines(nick, said)) rich.send(line);
      await rich.roundTrip();
      const id = /msgid=([^;\s]+)/.exec(rich.frames.find((line) => line.includes(`one ${said}`)) ?? '')?.[1];
      assert.ok(id, `no echo with an id: ${rich.frames.join('\n')}`);
      rich.send(`@+reply=${id};+draft/react=:) TAGMSG #${ROOM}`);
      rich.send(`REDACT #${ROOM} ${id} :slip`);
      rich.send(`PRIVMSG #${ROOM} :that was all ${last}`);
      await Promise.all([rich.roundTrip(), ...bare.map((client) => sees(client, new RegExp(`that was all ${last}`)))]);
      await raw.roundTrip();
      const heard = raw.frames.filter((line) => line.includes(said)).map((line) => line.replace(/^.* :/, ''));
      assert.deepEqual(heard, [`one ${said}`, `first of two ${said}`, `second of two ${said}`]);
      for (const line of raw.frames) assert.match(line, PLAIN_LINE);
      for (const client of bare) assert.doesNotMatch(client.shown(), ARTEFACTS, client.program);
    } finally {
      raw.close();
      rich.close();
    }
  });
}

function richLines(nick: string, said: string): string[] {
  return [
    `@+typing=active TAGMSG #${ROOM}`,
    `@label=l1;+draft/unknown=x PRIVMSG #${ROOM} :one ${said}`,
    `BATCH +b1 draft/multiline #${ROOM}`,
    `@batch=b1 PRIVMSG #${ROOM} :first of two ${said}`,
    `@batch=b1 PRIVMSG #${ROOM} :second of two ${said}`,
    'BATCH -b1',
    'SETNAME :Somebody Else',
    'AWAY :at lunch',
    'AWAY',
    `METADATA ${nick} SET display-name :Somebody`,
    `MARKREAD #${ROOM} timestamp=${new Date().toISOString()}`,
  ];
}
