import {
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from 'react'

const BOX =
  'w-full rounded-md border border-line bg-surface px-2.5 py-1.5 text-ink placeholder:text-soft aria-invalid:border-bad'

interface FieldProps {
  readonly label: string
  readonly hint?: ReactNode
  /** What is wrong with the value, a sentence. */
  readonly fault?: string | undefined
}

/** One line of text with its label, a hint and, when it is wrong, why. */
export function TextField({
  label,
  hint,
  fault,
  ...input
}: FieldProps & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Labelled id={input.id} label={label} hint={hint} fault={fault}>
      {(aria) => <input {...input} {...aria} className={BOX} />}
    </Labelled>
  )
}

export function TextArea({
  label,
  hint,
  fault,
  ...input
}: FieldProps & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <Labelled id={input.id} label={label} hint={hint} fault={fault}>
      {(aria) => <textarea rows={4} {...input} {...aria} className={BOX} />}
    </Labelled>
  )
}

export function Select({
  label,
  hint,
  fault,
  ...input
}: FieldProps & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <Labelled id={input.id} label={label} hint={hint} fault={fault}>
      {(aria) => <select {...input} {...aria} className={BOX} />}
    </Labelled>
  )
}

interface Aria {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean
}

function Labelled(
  props: FieldProps & { readonly id: string | undefined; readonly children: (aria: Aria) => ReactNode },
) {
  const own = useId()
  const id = props.id ?? own
  const { label, hint, fault } = props
  const described = [hint ? `${id}-hint` : '', fault ? `${id}-fault` : ''].filter(Boolean).join(' ')
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-xs font-medium">
        {label}
      </label>
      {props.children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': fault !== undefined,
      })}
      {hint ? (
        <p id={`${id}-hint`} className="text-xs text-soft">
          {hint}
        </p>
      ) : null}
      {fault ? (
        <p id={`${id}-fault`} className="text-xs text-bad">
          {fault}
        </p>
      ) : null}
    </div>
  )
}
