import { randomUUID } from 'node:crypto';
import { startEmbedded } from '../../../src/storage/embedded/supervisor.ts';
import { openPostgres } from '../../../src/storage/postgres/storage.ts';
import { filed, sampleTalk } from '../../contract/sample.ts';

// A program for tests: prints its PostgreSQL's pid, then the ids of every batch once it was acknowledged.
const [, , dataDir = ''] = process.argv;
const log = {
  info: () => undefined,
  warn: () => undefined,
  error: (text: string) => void process.stderr.write(`${text}\n`),
};
const server = await startEmbedded({ dataDir, log });
const storage = await openPostgres(server.target, log);
const { epoch } = await storage.takeHome();
process.stdout.write(`pid ${server.pid}\n`);
const conversation = randomUUID();
for (let first = 1; ; first += 20) {
  const talk = sampleTalk(conversation, 20, first);
  await storage.archive.append(filed(talk), epoch);
  process.stdout.write(`${talk.map((event) => event.id).join(' ')}\n`);
}
