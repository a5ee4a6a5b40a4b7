import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpLines } from '../../../src/core/commands/services/help.ts';
import { serviceNames } from '../../../src/core/commands/services/service-command.ts';
import { readSentence } from '../../../src/core/commands/services/service-text.ts';
import { commandsOf, serviceCommands } from '../../../src/core/commands/services/table.ts';
import { readArgs } from '../../../src/core/commands/param.ts';

test('every command of a service has a summary, and two examples that are understood as it', () => {
  for (const command of serviceCommands) {
    const name = `${command.service} ${command.verb}`;
    assert.match(command.summary, /^[A-Z].{8,110}[^.]$/, name);
    assert.equal(new Set(command.examples).size, 2, name);
    for (const example of command.examples) {
      const said = readSentence(commandsOf(command.service), example);
      assert.equal(said?.command, command, example);
      assert.equal(said.excess, undefined, example);
      assert.equal(typeof readArgs(command.params, said.given), 'object', example);
    }
  }
});

test('no two commands of a service are called the same', () => {
  for (const service of serviceNames) {
    const all = commandsOf(service).flatMap(({ verb, aliases }) => [verb, ...aliases]);
    assert.deepEqual(
      all.filter((name, i) => all.indexOf(name) !== i),
      [],
      service,
    );
  }
});

test('HELP lists every command, and tells of each how it goes', () => {
  for (const service of serviceNames) {
    const commands = commandsOf(service);
    const overview = helpLines(service, commands, '').join('\n');
    for (const { verb, summary, examples } of commands) {
      assert.ok(overview.includes(`\x02${verb}`) && overview.includes(summary), verb);
      const detail = helpLines(service, commands, verb);
      for (const example of examples) assert.ok(detail.includes(`  /msg ${service} ${example}`), example);
    }
  }
});

test('words go to the arguments that must be there before those that may be left out', () => {
  const given = (text: string) => readSentence(commandsOf('NickServ'), text)?.given;
  assert.deepEqual(given('identify s3cret'), { password: 's3cret' });
  assert.deepEqual(given('identify ann s3cret'), { account: 'ann', password: 's3cret' });
  assert.deepEqual(given('register s3cret'), { password: 's3cret' });
  assert.equal(readSentence(commandsOf('NickServ'), 'identify a b c')?.excess, 'c');
});
