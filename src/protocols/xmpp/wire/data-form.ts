import { NS } from './namespaces.ts';
import { attribute, childOf, elements, xml, type Element } from './stanza.ts';

/** Field types of XEP-0004 3.3 that are used here. */
export type FieldType =
  | 'boolean'
  | 'fixed'
  | 'hidden'
  | 'jid-multi'
  | 'jid-single'
  | 'list-multi'
  | 'list-single'
  | 'text-multi'
  | 'text-private'
  | 'text-single';

export interface Field {
  readonly name: string;
  readonly type?: FieldType;
  readonly label?: string;
  readonly values?: readonly string[];
  /** Label and value of each choice. */
  readonly options?: readonly (readonly [label: string, value: string])[];
}

/** A data form (XEP-0004) of the given FORM_TYPE (XEP-0068). */
export function dataForm(
  type: 'form' | 'submit' | 'result',
  formType: string,
  fields: readonly Field[],
  title?: string,
): Element {
  const all = [{ name: 'FORM_TYPE', type: 'hidden', values: [formType] } as const, ...fields];
  return xml(
    'x',
    { xmlns: NS.forms, type },
    title === undefined ? undefined : xml('title', {}, title),
    ...all.map(fieldElement),
  );
}

function fieldElement({ name, type, label, values = [], options = [] }: Field): Element {
  const choices = options.map(([choice, value]) => xml('option', { label: choice }, xml('value', {}, value)));
  return xml('field', { var: name, type, label }, ...choices, ...values.map((value) => xml('value', {}, value)));
}

/** A form as a client filled it in. */
export interface SubmittedForm {
  readonly type: string;
  readonly formType: string | undefined;
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** The first form among the children of `parent`. */
export function readForm(parent: Element): SubmittedForm | undefined {
  const x = childOf(parent, 'x', NS.forms);
  if (!x) return undefined;
  const values = new Map<string, readonly string[]>();
  for (const field of elements(x)) {
    const name = attribute(field, 'var');
    if (field.getName() !== 'field' || name === undefined) continue;
    const given = elements(field).filter((child) => child.getName() === 'value');
    values.set(
      name,
      given.map((value) => value.getText()),
    );
  }
  return { type: attribute(x, 'type') ?? '', formType: values.get('FORM_TYPE')?.[0], values };
}

/** `true`, `1`, `false`, `0` (XEP-0004 3.3); undefined for anything else. */
export function readBoolean(value: string | undefined): boolean | undefined {
  if (value === '1' || value === 'true') return true;
  return value === '0' || value === 'false' ? false : undefined;
}
