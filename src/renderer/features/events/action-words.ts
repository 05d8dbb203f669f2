/** Actions of operators, as the audit log calls them, and where their words are. An older log may hold others. */
export const actionWords = {
  'task.create': 'taskCreate',
  'task.change': 'taskChange',
  'task.delete': 'taskDelete',
  'import.apply': 'targetsApply',
  'import.cancel': 'importCancel',
  'targets.change': 'targetsChange',
  'sync.apply': 'syncApply',
  reload: 'reload',
  'rollback.apply': 'rollbackApply',
  'consumer.dismiss': 'consumerDismiss',
  'consumer.drain': 'consumerDrain',
  'consumer.undrain': 'consumerUndrain',
  'demo.start': 'demoStart',
  'demo.stop': 'demoStop',
} as const
