import { Command } from 'commander'
import { addDecidingCommands } from './applications-deciding.ts'
import { addEditingCommands } from './applications-editing.ts'
import { addErasingCommand } from './applications-erasing.ts'
import { addReadingCommands } from './applications-reading.ts'

/** `noderr-admin applications …`; `print` takes what a command has to say. */
export function applicationsCommand(print: (text: string) => void): Command {
  const command = new Command('applications').description(
    'List, read, correct, ask about, decide and erase applications',
  )
  addReadingCommands(command, print)
  addDecidingCommands(command, print)
  addEditingCommands(command, print)
  addErasingCommand(command, print)
  return command
}
