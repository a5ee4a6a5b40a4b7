import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../../../src/lib/package-root.ts';
import { capabilities } from '../../../src/protocols/irc/capabilities.ts';
import { commands } from '../../../src/protocols/irc/commands/index.ts';
import { helpTexts } from '../../../src/protocols/irc/help-texts.ts';
import { isupport } from '../../../src/protocols/irc/isupport.ts';

const page = readFileSync(join(packageRoot(), 'docs', 'irc.md'), 'utf8');

/** The cells of every row of the one table with that head in a section of docs/irc.md. */
function rows(section: string, head: string): string[][] {
  const text = page.split(/^## /m).find((part) => part.startsWith(`${section}\n`));
  assert.ok(text !== undefined, `no section "${section}"`);
  const lines = text.split('\n');
  const from = lines.findIndex((line) => line.startsWith(`| ${head} |`));
  assert.ok(from >= 0, `no table of each ${head}`);
  const behind = lines.slice(from + 2);
  const end = behind.findIndex((line) => !line.startsWith('|'));
  return behind.slice(0, end).map((line) => {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
    return cells.slice(1, -1);
  });
}

/** What is in backticks, each once. */
function words(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
}

function names(section: string, head: string): string[] {
  return rows(section, head).map(([name = '']) => words(name)[0] ?? name);
}

test('docs/irc.md has a row for every command, as HELP tells it', () => {
  const told = rows('Commands', 'command').map(([name = '', usage = '', text]) => [
    words(name)[0],
    words(usage)[0] ?? '',
    text,
  ]);
  const served = [...commands.keys()].sort().map((name) => [name, ...(helpTexts[name] ?? [])]);
  assert.deepEqual(told, served);
});

test('docs/irc.md has a row for every capability', () => {
  assert.deepEqual(names('Capabilities', 'capability').sort(), Object.keys(capabilities).sort());
});

test('docs/irc.md has a row for every token of 005', () => {
  assert.deepEqual(names('What 005 says', 'token').sort(), Object.keys(isupport).sort());
});

test('docs/irc.md says of every capability which text it is from, and has no name there that is not served', () => {
  const named = rows('Specifications', 'specification').flatMap((row) => {
    assert.equal(row.length, 5, row[0]);
    return words(row[3] ?? '');
  });
  const served = [...Object.keys(capabilities), ...commands.keys(), ...Object.keys(isupport)];
  assert.deepEqual(
    named.filter((name) => !served.includes(name)),
    [],
  );
  assert.deepEqual(
    Object.keys(capabilities).filter((name) => !named.includes(name)),
    [],
  );
});
