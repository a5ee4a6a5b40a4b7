import { FrameReader, type Login, type RawClient } from './client.ts';

/** Connects, asks for capabilities, logs in where there is a password, and registers. What the welcome said is thrown away. */
export async function connectIrc({ port, name, account, password, capabilities }: Login): Promise<RawClient> {
  const reader = new FrameReader(port, (text) => {
    const lines = text.split('\r\n');
    return [lines.slice(0, -1), lines.at(-1) ?? ''];
  });
  const send = (text: string): void => void reader.socket.write(`${text}\r\n`);
  const asked = password === undefined ? capabilities : [...new Set(['sasl', ...capabilities])];
  if (asked.length > 0) {
    send('CAP LS 302');
    send(`CAP REQ :${asked.join(' ')}`);
    await reader.until((line) => / CAP \S+ ACK /.test(line), 'CAP ACK');
  }
  send(`NICK ${password === undefined ? name : account}`);
  send(`USER ${name} 0 * :${name}`);
  if (password !== undefined) {
    send('AUTHENTICATE PLAIN');
    await reader.until((line) => line === 'AUTHENTICATE +', 'AUTHENTICATE +');
    send(`AUTHENTICATE ${Buffer.from(`\0${account}\0${password}`).toString('base64')}`);
    await reader.until((line) => / 903 /.test(line), '903');
  }
  if (asked.length > 0) send('CAP END');
  await reader.until((line) => / (376|422) /.test(line), 'end of the welcome');
  let trips = 0;
  const client: RawClient = {
    frames: reader.frames,
    get isClosed() {
      return reader.isClosed;
    },
    send,
    async roundTrip() {
      if (reader.isClosed) return;
      const token = `trip-${++trips}`;
      send(`PING ${token}`);
      await reader
        .until((line) => line.includes(' PONG ') && line.includes(token), 'PONG')
        .catch((error: unknown) => {
          if (!reader.isClosed) throw error;
        });
    },
    close: () => void reader.socket.destroy(),
  };
  await client.roundTrip();
  reader.frames.length = 0;
  return client;
}
