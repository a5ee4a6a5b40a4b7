import { Command, CommanderError, Option } from 'commander';
import type { Param } from '../core/commands/param.ts';
import { exitCodes } from '../core/commands/result.ts';
import type { ExitCode, Result } from '../core/commands/result.ts';
import type { CliContext, Verb } from './context.ts';
import { whyUnreachable } from './remote.ts';
import { readSecret } from './secret.ts';
import { sayLines } from './terminal.ts';
import { isRemote, verbs } from './verbs.ts';

/** What the process brings; the rest of a `CliContext` comes from the flags. */
export type CliBase = Omit<CliContext, 'configFlag'>;

/** Runs one command line and returns its exit code. A throw is a bug. */
export async function runCommandLine(base: CliBase, words: readonly string[]): Promise<ExitCode> {
  let exit: ExitCode = exitCodes.ok;
  const program = buildProgram(base, (code) => {
    exit = code;
  });
  try {
    await program.parseAsync(words, { from: 'user' });
    return exit;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
}

function buildProgram(base: CliBase, finish: (code: ExitCode) => void): Command {
  const program = prepare(new Command('causeway'), base)
    .description('One chat server that speaks IRC and XMPP natively.')
    .option('--config <file>', 'configuration (default: ./causeway.toml, then /etc/causeway/causeway.toml)')
    .option('--json', 'answer in JSON')
    .version(base.version, '-V, --version')
    .addHelpText('after', '\n`causeway VERB -h` shows two examples of each.');
  program.configureHelp({ showGlobalOptions: true });
  for (const verb of verbs) {
    addVerb(program, verb, verb.path.split(' '), false);
    for (const alias of verb.aliases) addVerb(program, verb, alias.split(' '), true);
  }
  return program;

  function addVerb(parent: Command, verb: Verb, path: readonly string[], hidden: boolean): void {
    const [name = '', ...rest] = path;
    if (rest.length > 0) {
      const group = parent.commands.find((command) => command.name() === name) ?? addGroup(parent, name);
      addVerb(group, verb, rest, hidden);
      return;
    }
    const command = prepare(new Command(name), base).description(verb.summary);
    command.configureHelp({ showGlobalOptions: true });
    for (const [key, param] of Object.entries(verb.params)) addParam(command, key, param);
    const [one, two] = verb.examples;
    command.addHelpText('after', `\nExamples:\n  causeway ${one}\n  causeway ${two}`);
    command.action(async (...given: unknown[]) => finish(await act(base, verb, command, given)));
    parent.addCommand(command, { hidden });
  }

  function addGroup(parent: Command, name: string): Command {
    const summaries = verbs
      .filter(({ path }) => path.startsWith(`${name} `))
      .map(({ path }) => path.slice(name.length + 1));
    const group = prepare(new Command(name), base).description(summaries.join(', '));
    parent.addCommand(group);
    return group;
  }
}

function prepare(command: Command, { terminal }: CliBase): Command {
  return command
    .exitOverride()
    .helpCommand(false)
    .showHelpAfterError('(-h shows what there is)')
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
    });
}

function addParam(command: Command, name: string, param: Param): void {
  const { place, doc, required, choices, isFlag, allowed } = param;
  if (place === 'positional')
    command.argument(required ? `<${name}>` : `[${name}]`, choices.length > 0 ? `${doc}: ${choices.join(', ')}` : doc);
  else if (place === 'secret')
    command.addOption(new Option(`--${name}-file <file>`, `${doc}, from a file; - is standard input`));
  else
    command.addOption(new Option(isFlag ? `--${name}` : `--${name} <${name}>`, isFlag ? doc : `${doc} (${allowed})`));
}

/** Gathers the arguments, asks for secrets, runs the verb and prints what it gave back. */
async function act(base: CliBase, verb: Verb, command: Command, given: readonly unknown[]): Promise<ExitCode> {
  const options = command.optsWithGlobals<Record<string, string | boolean | undefined>>();
  const configFlag = options.config as string | undefined;
  const self = configFlag === undefined ? base.self : `${base.self} --config ${quoted(configFlag)}`;
  const context: CliContext = { ...base, self, configFlag };
  const gathered = await gather(context, verb, given, options);
  const result = 'args' in gathered ? await verb.call(context, gathered.args) : gathered.result;
  print(context, result, options.json === true);
  return result.exit;
}

type Gathered = { readonly args: Record<string, unknown> } | { readonly result: Result };

async function gather(
  context: CliContext,
  verb: Verb,
  given: readonly unknown[],
  options: Readonly<Record<string, string | boolean | undefined>>,
): Promise<Gathered> {
  const args: Record<string, unknown> = {};
  let position = 0;
  for (const [name, param] of Object.entries(verb.params)) {
    const value = param.place === 'positional' ? given[position++] : options[name];
    if (param.place !== 'secret' && value !== undefined) args[name] = value;
  }
  for (const [name, param] of Object.entries(verb.params)) {
    if (param.place !== 'secret') continue;
    const unreachable = isRemote(verb) ? await whyUnreachable(context) : undefined;
    if (unreachable) return { result: unreachable };
    const about = typeof args.name === 'string' ? ` for ${args.name}` : '';
    const file = options[`${name}File`] as string | undefined;
    const read = await readSecret(context.terminal, { prompt: `${param.doc}${about}`, file, confirm: true });
    if ('problem' in read) return { result: problem(read.problem) };
    args[name] = read.secret;
  }
  return { args };
}

function problem(text: string): Result {
  return { exit: exitCodes.usage, data: { error: 'no-secret', text }, lines: [text] };
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Prints what a verb gave back. `causeway …` in it becomes what people have to type here. */
function print({ terminal, self }: CliContext, result: Result, json: boolean): void {
  if (json) {
    terminal.stdout.write(`${JSON.stringify(result.data, undefined, 2)}\n`);
    return;
  }
  // Findings are an answer, not an error.
  const isAnswer = result.exit === exitCodes.ok || result.exit === exitCodes.problemsFound;
  const lines = result.lines.map((line) => line.replaceAll('`causeway ', `\`${self} `));
  const [first = '', ...others] = lines;
  if (isAnswer) sayLines(terminal.stdout, lines);
  else sayLines(terminal.stderr, lines.length > 0 ? [`causeway: ${first}`, ...others] : []);
}
