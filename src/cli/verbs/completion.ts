import { defineCommand } from '../../core/commands/command.ts';
import { pick } from '../../core/commands/param.ts';
import { done } from '../../core/commands/result.ts';
import type { CliContext, Verb } from '../context.ts';

/** `causeway completion SHELL`: a script to be sourced. `verbs` is asked for when it runs, as it includes this one. */
export function completionVerb(verbs: () => readonly Verb[]): Verb {
  return defineCommand({
    path: 'completion',
    summary: 'Print a completion script for a shell',
    examples: [
      'completion bash > /etc/bash_completion.d/causeway',
      'completion fish > ~/.config/fish/completions/causeway.fish',
    ],
    params: { shell: pick('the shell', ['bash', 'zsh', 'fish']) },
    run: async (_context: CliContext, { shell }) => {
      const table = completions(verbs());
      const scripts = {
        bash: () => bash(table),
        zsh: () => ['autoload -U +X bashcompinit && bashcompinit', ...bash(table)],
        fish: () => fish(table),
      };
      return done(scripts[shell](), { shell });
    },
  });
}

interface Completion {
  readonly path: string;
  readonly summary: string;
  readonly words: readonly string[];
  /** A verb, which arguments may follow; not a group of verbs. */
  readonly isVerb: boolean;
}

/** What may follow each verb, groups included. */
function completions(verbs: readonly Verb[]): readonly Completion[] {
  const leaves = verbs.map(({ path, summary, params }) => {
    const all = Object.entries(params);
    const options = all.filter(([, param]) => param.place === 'option').map(([name]) => `--${name}`);
    const secrets = all.filter(([, param]) => param.place === 'secret').map(([name]) => `--${name}-file`);
    const choices = all.filter(([, param]) => param.place === 'positional').flatMap(([, param]) => param.choices);
    return { path, summary, words: [...choices, ...options, ...secrets, '--config', '--json', '--help'], isVerb: true };
  });
  const groups = [
    ...new Set(
      verbs
        .map(({ path }) => path.split(' '))
        .filter(({ length }) => length > 1)
        .map(([first]) => first ?? ''),
    ),
  ];
  const inner = groups.map((path) => {
    const words = verbs
      .filter((verb) => verb.path.startsWith(`${path} `))
      .map((verb) => verb.path.slice(path.length + 1));
    return { path, summary: `${path} …`, words, isVerb: false };
  });
  const first = [...new Set(verbs.map(({ path }) => path.split(' ')[0] ?? ''))];
  return [{ path: '', summary: '', words: first, isVerb: false }, ...inner, ...leaves];
}

function bash(table: readonly Completion[]): string[] {
  return [
    '_causeway() {',
    '  local word="${COMP_WORDS[COMP_CWORD]}" last="" path="" each files="^--(config|dir|.*-file)$"',
    '  for each in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '    [[ $each == -* || $last =~ $files ]] || path="${path:+$path }$each"',
    '    last=$each',
    '  done',
    '  [[ $last =~ $files ]] && path=files',
    '  case "$path" in',
    ...table.map(
      ({ path, words, isVerb }) =>
        `    ${JSON.stringify(path)}${isVerb ? `|${JSON.stringify(`${path} `)}*` : ''}) COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$word")) ;;`,
    ),
    '    *) COMPREPLY=($(compgen -f -- "$word")) ;;',
    '  esac',
    '}',
    'complete -F _causeway causeway',
  ];
}

function fish(table: readonly Completion[]): string[] {
  const quote = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;
  return table.flatMap(({ path, words }) => {
    const seen = path.split(' ').filter((word) => word !== '');
    const condition =
      seen.length === 0
        ? '__fish_use_subcommand'
        : seen.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
    return words.map((word) => {
      const summary = table.find((row) => row.path === [...seen, word].join(' '))?.summary;
      const shape = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`;
      return `complete -c causeway -f -n ${quote(condition)} ${shape}${summary === undefined ? '' : ` -d ${quote(summary)}`}`;
    });
  });
}
