import type { Command } from 'commander'
import { type Connection, type ConnectionOptions, readConnection } from './connection.ts'
import { type Look, lookFor } from './look.ts'
import { MonitorApi } from './monitor-api.ts'
import { type Column, tableLines } from './table.ts'
import type { Terminal } from './terminal.ts'

/** Options of every command that asks a monitor. */
export interface CommonOptions extends ConnectionOptions {
  readonly json?: boolean
  /** `--no-header` */
  readonly header: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

/** What every command works with. */
export class CommandContext {
  readonly terminal: Terminal
  readonly environment: Environment
  /** Commands of other rooms, with what they are for: shells complete them, too. */
  readonly others: readonly (readonly [name: string, description: string])[]
  /** What the process ends with where nothing failed. */
  exitCode = 0

  constructor(terminal: Terminal, environment: Environment, others: CommandContext['others'] = []) {
    this.terminal = terminal
    this.environment = environment
    this.others = others
  }

  connection(options: ConnectionOptions): Connection {
    return readConnection(options, this.environment, (text) => this.terminal.note(text))
  }

  api(options: ConnectionOptions): MonitorApi {
    return new MonitorApi(this.connection(options))
  }

  /** @param now by the monitor's clock, ms */
  look(now = Date.now()): Look {
    return lookFor(this.terminal.isScreen, this.terminal.paint, now)
  }

  /** @param width of the screen, in columns */
  table<Row>(
    rows: readonly Row[],
    columns: readonly Column<Row>[],
    { header }: CommonOptions,
    width = this.terminal.width,
  ): string[] {
    const { isScreen, paint } = this.terminal
    // Names without a row would look like an answer that is still to come.
    if (isScreen && rows.length === 0) return ['No results.']
    return tableLines(rows, columns, { width: isScreen ? width : null, hasHeader: header, paint })
  }

  /** A table, or the same resources as JSON. */
  async list<Row>(
    rows: readonly Row[],
    columns: readonly Column<Row>[],
    { json, ...options }: CommonOptions & { readonly field: string },
  ): Promise<void> {
    if (json) await this.terminal.printJson({ [options.field]: rows })
    else await this.terminal.print(this.table(rows, columns, options))
  }
}

/** The options that every command has. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--url <url>', 'monitor address (BATCHDECK_URL, else http://127.0.0.1:8080)')
    .option('--token-file <file>', 'file with the token, - for stdin (else BATCHDECK_TOKEN, BATCHDECK_TOKEN_FILE)')
    .option('--ca <file>', 'CA certificate of the monitor, PEM (BATCHDECK_CA)')
    .option('--timeout <seconds>', 'wait this long for an answer (default 30)')
    .option('--json', 'print JSON, as the HTTP API has it')
    .option('--no-header', 'print no header line')
}
