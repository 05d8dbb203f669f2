const setting = 'INVALID_SETTING'
const storage = 'STORAGE_FAILED'
const address = 'ADDRESS_UNAVAILABLE'

/** Why it cannot start as it was told to, or the machine does not let it: settings, files, disks, addresses. */
export const machineReasons = {
  option_unknown: { code: setting, text: '--{{option}} is not a known option. See --help.' },
  option_mistyped: { code: setting, text: '--{{option}} is not a known option. Did you mean --{{near}}?' },
  command_unknown: { code: setting, text: '{{command}} is not a known command. See --help.' },
  command_mistyped: { code: setting, text: '{{command}} is not a known command. Did you mean {{near}}?' },
  option_of_config: { code: setting, text: '--{{option}} belongs to config, and stands there alone.' },
  options_unreadable: { code: setting, text: '{{detail}}' },
  set_without_value: { code: setting, text: '--set needs NAME=VALUE; there is one without =.' },
  settings_invalid: { code: setting, text: '{{faults}}' },
  settings_file_missing: {
    code: setting,
    text: 'The settings file {{file}} cannot be read: there is no such file. (--config)',
  },
  settings_file_forbidden: {
    code: setting,
    text: 'The settings file {{file}} cannot be read: this user may not read it. (--config)',
  },
  settings_file_is_folder: {
    code: setting,
    text: 'The settings file {{file}} cannot be read: it is a folder. (--config)',
  },
  settings_file_unreadable: {
    code: setting,
    text: 'The settings file {{file}} cannot be read: {{detail}}. (--config)',
  },
  address_unguarded: {
    code: setting,
    text: 'server.host: {{host}} can be reached from other machines; give a --token, or --insecure if that is what you want.',
  },
  host_name_unreadable: { code: setting, text: 'server.allowed-hosts: {{host}} is no name of a host.' },
  proxies_unreadable: { code: setting, text: 'server.trusted-proxies: {{detail}}.' },
  data_dir_missing: { code: setting, text: 'data-dir: no data folder is given.' },
  access_log_unwritable: {
    code: setting,
    text: 'server.access-log: {{file}} cannot be written ({{errno}}); give a file that this user may write, or stdout, or off.',
  },
  certificate_unreadable: {
    code: setting,
    text: '{{setting}}: {{file}} cannot be read ({{errno}}); give a PEM file that this user may read.',
  },
  certificate_absent: {
    code: setting,
    text: "server.tls-cert: {{file}} holds no certificate; give a PEM file, the server's own first.",
  },
  certificate_unusable: { code: setting, text: 'server.tls-cert: {{file}} cannot be used: {{detail}}.' },
  key_locked: { code: setting, text: 'server.tls-key: {{file}} is locked with a passphrase; give it without one.' },
  key_absent: { code: setting, text: 'server.tls-key: {{file}} holds no private key; give a PEM file.' },
  key_of_another: {
    code: setting,
    text: 'server.tls-key: {{file}} is not the key of {{certificate}}; give the one it was made with.',
  },

  address_in_use: {
    code: address,
    text: '{{address}} is in use by another program; stop it, or choose another port with --port.',
  },
  address_forbidden: {
    code: address,
    text: '{{address}} may not be listened on by this user; choose a port above 1023 with --port.',
  },
  address_elsewhere: {
    code: address,
    text: '{{address}} is no address of this machine; choose another with --host.',
  },
  address_failed: { code: address, text: '{{address}}: {{detail}}' },

  home_of_another: {
    code: setting,
    text: '{{path}}: ~/ stands for your own home folder, ~name for nobody’s; give the whole path.',
  },
  data_dir_unmakeable: {
    code: storage,
    text: 'The data folder {{folder}} cannot be made ({{errno}}); choose one that can be written, with --data-dir.',
  },
  data_dir_is_file: {
    code: storage,
    text: 'The data folder {{folder}} cannot be made: there is a file in its place; give a folder with --data-dir.',
  },
  file_in_use: {
    code: storage,
    text: '{{file}} is in use by another Batchdeck; stop that one, or choose another folder with --data-dir.',
  },
  file_in_use_by_program: {
    code: storage,
    text: '{{file}} is in use by another program ({{program}}, process {{pid}}), and was not let go of for 3 s; end it, or choose another folder with --data-dir.',
  },
  disk_full: {
    code: storage,
    text: 'The disk of {{file}} is full; nothing was changed. Make room and try again.',
  },
  file_read_only: {
    code: storage,
    text: '{{file}} cannot be written; nothing was changed. Make it writable for this user.',
  },
  disk_unwritable: {
    code: storage,
    text: '{{file}} cannot be written ({{detail}}, {{errno}}); nothing was changed. Make its disk writable for this user.',
  },
  folder_read_only: {
    code: storage,
    text: '{{file}} cannot be written while its folder is read-only ({{errno}}); nothing was changed. Make it writable for this user, or choose another with --data-dir.',
  },
  file_unopenable: {
    code: storage,
    text: '{{file}} cannot be opened; make its folder writable for this user, or choose another with --data-dir.',
  },
  file_unsound: {
    code: storage,
    text: '{{file}} is not a sound database; put a backup back with: batchdeck restore FILE. Without one, move it away and start again.',
  },
  file_of_another_program: {
    code: storage,
    text: '{{file}} is a database of another program, and nothing of it was touched. Move it away, or choose another folder with --data-dir.',
  },
  file_lost_beside_wal: {
    code: storage,
    text: '{{file}} is gone or empty, but {{file}}-wal beside it is not; nothing was touched. Put the file back that belongs to it, or a backup with: batchdeck restore FILE.',
  },
  wal_lost: {
    code: storage,
    text: '{{file}} was not closed, and {{file}}-wal beside it is gone: it was cut off at its end, or copied without that file. What was reported last may be missing, and where batchdeck.state is missing, too, what was published last.',
  },
  pages_damaged: {
    code: storage,
    text: '{{file}} is damaged: {{detail}}. Put a backup back with: batchdeck restore FILE.',
  },
  row_damaged: {
    code: storage,
    text: '{{file}} is damaged: in its table {{table}}, {{row}} is not what was written. Put a backup back with: batchdeck restore FILE.',
  },
  state_gone: {
    code: storage,
    text: '{{file}} is gone or empty, but there was something in it. Missing:\n{{lost}}\nPut the file back, or a backup with: batchdeck restore FILE. To begin anew without it: --accept-older-state.',
  },
  state_gone_unknown: {
    code: storage,
    text: '{{file}} is gone or empty, and batchdeck.state beside it, which notes what was in it, is damaged. Put the file back, or a backup with: batchdeck restore FILE. To begin anew without it: --accept-older-state.',
  },
  state_gone_but_backed_up: {
    code: storage,
    text: '{{file}} is gone or empty, but there is a backup of it. Put it back with: batchdeck restore {{backup}}. To begin anew without it: --accept-older-state.',
  },
  state_older: {
    code: storage,
    text: '{{file}} is older than what was published. Missing:\n{{lost}}\nPut the newest file back, or a backup with: batchdeck restore FILE. To go on without what is missing: --accept-older-state.',
  },
  state_of_another: {
    code: storage,
    text: '{{file}} is not the database that was here before. Of that, this is missing:\n{{lost}}\nPut it back, or a backup with: batchdeck restore FILE. To go on with this one: --accept-older-state.',
  },
  state_older_than_events: {
    code: storage,
    text: '{{file}} is older than what events.db beside it knows of. Missing:\n{{lost}}\nPut the newest file back, or a backup with: batchdeck restore FILE. To go on without what is missing: --accept-older-state.',
  },
  state_accepted: {
    code: storage,
    text: 'The database is older than what was published, and --accept-older-state goes on with it. This is missing:\n{{lost}}.',
  },
  state_restored: {
    code: storage,
    text: 'The database was put back from {{from}}. Missing since:\n{{lost}}.',
  },
  state_note_missing: {
    code: storage,
    text: 'batchdeck.state, which notes the newest state, was missing: that the database is the newest is known from nowhere but its events. It is noted anew.',
  },
  state_note_damaged: {
    code: storage,
    text: 'batchdeck.state, which notes the newest state, was damaged: that the database is the newest is known from nowhere but its events. It is noted anew.',
  },
  note_unwritable: {
    code: storage,
    text: '{{file}}, which notes the newest state, cannot be written ({{errno}}). Make room, and its folder writable for this user.',
  },
  events_set_aside: {
    code: storage,
    text: 'The event log was damaged ({{detail}}). It is kept as {{file}}, and a new one was begun.',
  },
  events_gone: {
    code: storage,
    text: 'The audit log {{file}} was gone, and a new one was begun: what happened before is not known any more. Where nobody here has deleted it, see who can write to its folder.',
  },
  events_older: {
    code: storage,
    text: 'The audit log {{file}} ends at event {{found}}, and event {{known}} was written before the last start: it is an older copy, or another one. What happened in between is not known any more. Where nobody here has put it there, see who can write to its folder.',
  },
  backups_gone: {
    code: storage,
    text: 'The backup {{name}}, the newest that is known, is not in {{folder}} any more, and no later one is. Put it back where it was moved, and see that the disk of that folder is there.',
  },
  backup_failed: {
    code: storage,
    text: 'No backup could be written to {{folder}}: {{detail}}. Make room there, or set monitor.backup.folder to one that this user may write.',
  },
  backup_running: { code: 'CONFLICT', text: 'A backup is being written already.' },
  backup_missing: { code: setting, text: 'restore needs the backup: batchdeck restore FILE.' },
  backup_of_another: { code: storage, text: '{{file}} is no backup of Batchdeck’s database; nothing was changed.' },
  backup_unsound: {
    code: storage,
    text: '{{file}} is damaged or only a part of a backup; nothing was changed. Take another one.',
  },
  backup_is_folder: { code: storage, text: '{{file}} is a folder; give one of the backups in it.' },
  backup_unreadable: { code: storage, text: '{{file}} cannot be read ({{errno}}); make it readable for this user.' },
  backup_absent: { code: setting, text: 'There is no backup {{file}}.' },
  restore_unconfirmed: {
    code: setting,
    text: 'Nothing was changed. Answer yes, or give --yes where nobody can answer.',
  },
  restore_failed: { code: storage, text: 'The backup could not be put back: {{detail}}. Nothing of {{file}} is lost.' },
  output_unwritable: {
    code: storage,
    text: 'stdout cannot be written: {{detail}}. Make room there, or send it somewhere else.',
  },
  secret_unseen: {
    code: storage,
    text: 'The secret could not be written to stdout, and nobody has seen it: {{detail}}. Get another with: batchdeck token rotate "{{name}}".',
  },
  backup_of_running_monitor: {
    code: 'CONFLICT',
    text: 'A monitor runs on {{folder}}, but not at {{url}}: ask it by --url, with the token of an operator in BATCHDECK_TOKEN or --token-file.',
  },
  option_of_backup: { code: setting, text: '--url and --token-file belong to backup and token.' },
  option_of_restore: { code: setting, text: '--yes belongs to restore.' },
  row_unreadable: {
    code: storage,
    text: '{{file}} holds what no version of Batchdeck writes, in its table {{table}} ({{row}}): {{complaints}}. Restore it from a copy, or move it away and start again.',
  },
  folder_missing: {
    code: storage,
    text: '{{file}} cannot be opened: {{detail}}. Make its folder, or choose another with --data-dir.',
  },
  file_failed: { code: storage, text: '{{file}}: {{detail}} ({{errno}}); nothing was changed.' },
  database_of_later_version: {
    code: storage,
    text: '{{file}} was written by a later version of Batchdeck; start that one, or choose another --data-dir.',
  },
  events_of_later_version: {
    code: storage,
    text: '{{file}} was written by a later version of Batchdeck; start that one, or move the file away to begin a new log.',
  },
  thread_failed: {
    code: storage,
    text: 'The thread of the {{thread}} stopped: {{detail}}. It is started again; try again in some seconds.',
  },
  thread_ended: {
    code: storage,
    text: 'The thread of the {{thread}} has stopped. It is started again; try again in some seconds.',
  },
  thread_out_of_memory: {
    code: storage,
    text: 'The thread of the {{thread}} needed more than {{most}} MiB and is started again; what was published stays. Send a smaller list, or raise monitor.limits.planning-memory.',
  },
  database_ahead: {
    code: storage,
    text: 'The database has epoch {{found}} of task {{task}}, where the monitor is at {{known}}: its thread ended while it was written. Restart Batchdeck.',
  },
  thread_cut_off: {
    code: storage,
    text: 'Batchdeck was stopped before this was done: after a restart it is there whole or not at all. Restart Batchdeck.',
  },
  path_unopenable: { code: storage, text: '{{path}} could not be opened: {{detail}}' },
  login_item_failed: { code: storage, text: 'The start at login could not be changed: {{detail}}' },
} as const
