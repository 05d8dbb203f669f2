const failed = 'DELIVERY_FAILED'

/** Why a channel did not take a message, and what helps (CN-3, CN-4). None of them ever holds a secret. */
export const channelReasons = {
  channel_host_unknown: {
    code: failed,
    text: 'There is no host {{host}}. Check its spelling, and the name server of this machine.',
  },
  channel_connection_refused: {
    code: failed,
    text: '{{host}} refuses the connection. Check the port, and that the service runs.',
  },
  channel_unreachable: {
    code: failed,
    text: '{{host}} cannot be reached ({{detail}}). Check the network and the firewall.',
  },
  channel_timed_out: { code: failed, text: '{{host}} did not answer within {{seconds}} s.' },
  channel_stopped: { code: failed, text: 'It was ended before {{host}} had answered.' },
  channel_cut: { code: failed, text: '{{host}} closed the connection before it had answered.' },
  channel_certificate_untrusted: {
    code: failed,
    text: 'The certificate of {{host}} is not trusted: {{detail}}. Install its authority on this machine, or name it in NODE_EXTRA_CA_CERTS.',
  },
  channel_certificate_expired: {
    code: failed,
    text: 'The certificate of {{host}} has expired, or is not valid yet. Renew it, or check the clock of this machine.',
  },
  channel_certificate_of_another: {
    code: failed,
    text: 'The certificate of {{host}} is for another name. Use the name that it is for.',
  },
  channel_tls_failed: {
    code: failed,
    text: '{{host}} does not speak TLS there ({{detail}}). Check the port, or whether it should be http.',
  },
  channel_not_http: { code: failed, text: '{{host}} does not answer in HTTP. Check the address and the port.' },
  channel_url_unusable: {
    code: 'INVALID_MESSAGE',
    text: 'This is no http or https address. Copy it again from the service.',
  },
  channel_address_private: {
    code: 'FORBIDDEN',
    text: '{{host}} is {{address}}, an address that is not public. Where that is meant, set monitor.channels.private-addresses to allow.',
  },
  channel_header_wrong: {
    code: 'INVALID_MESSAGE',
    text: 'The header {{name}} cannot be sent: it is set by Batchdeck, or it or its value has characters that no header may have.',
  },
  channel_redirected: {
    code: failed,
    text: '{{host}} redirects to {{to}}, which is not followed. Give the address it leads to, if that is the right one.',
  },
  channel_answered: { code: failed, text: '{{host}} answered {{status}}: {{detail}}' },
  channel_answered_bare: { code: failed, text: '{{host}} answered {{status}}.' },
  channel_busy: { code: failed, text: '{{host}} takes no more messages for now (limit of the service).' },
  channel_busy_for: {
    code: failed,
    text: '{{host}} takes no more messages for {{seconds}} s (limit of the service).',
  },
  channel_nonsense: {
    code: failed,
    text: '{{host}} answered {{status}}, but not as this service does. Check that the address is the right one.',
  },
  channel_template_gap: {
    code: 'INVALID_MESSAGE',
    text: 'The template has the unknown gap {{gap}}. Known are: {{known}}.',
  },
  channel_template_not_json: {
    code: 'INVALID_MESSAGE',
    text: 'The template is not JSON once it is filled in: {{detail}}. Put each gap between quotation marks.',
  },
  channel_secret_not_base64: {
    code: 'INVALID_MESSAGE',
    text: 'What follows whsec_ in the secret is not base64. Copy it again, or use any text without whsec_.',
  },

  channel_slack_webhook_gone: {
    code: failed,
    text: 'Slack does not know this webhook any more ({{detail}}). Create a new one, and paste its address.',
  },
  channel_slack_channel_gone: {
    code: failed,
    text: 'The Slack channel of this webhook is gone or archived ({{detail}}). Create a webhook for another channel.',
  },
  channel_slack_forbidden: {
    code: failed,
    text: 'Slack does not let this webhook post ({{detail}}). Ask an administrator of the workspace.',
  },
  channel_telegram_token_wrong: {
    code: failed,
    text: 'Telegram does not accept the token. Copy it again from @BotFather.',
  },
  channel_telegram_chat_unknown: {
    code: failed,
    text: 'Telegram does not find chat {{chat}}. Add the bot to the chat, or write to the bot first, and check the id.',
  },
  channel_telegram_thread_unknown: {
    code: failed,
    text: 'Telegram does not find topic {{thread}} in chat {{chat}}. Check its id, or leave it out.',
  },
  channel_telegram_blocked: {
    code: failed,
    text: 'The bot may not write to chat {{chat}}: {{detail}}. Add or unblock the bot there, and let it send messages.',
  },
  channel_telegram_chat_moved: {
    code: failed,
    text: 'Chat {{chat}} has become a supergroup with the id {{to}}. Set that id.',
  },
  channel_robot_token_wrong: {
    code: failed,
    text: '{{host}} does not know this robot ({{detail}}). Copy its webhook address again.',
  },
  channel_robot_signature: {
    code: failed,
    text: '{{host}} does not accept the signature ({{detail}}). Copy the secret of the robot again, and check the clock of this machine.',
  },
  channel_robot_signature_missing: {
    code: failed,
    text: '{{host}} wants signed messages. Give the secret from the security settings of the robot.',
  },
  channel_robot_keyword: {
    code: failed,
    text: 'The robot only takes messages with its keyword. Add the keyword “{{monitor}}” in its security settings: each message has it.',
  },
  channel_robot_address: {
    code: failed,
    text: 'The robot does not take messages from the address of this machine ({{detail}}). Add it in the security settings of the robot.',
  },
  channel_robot_disabled: {
    code: failed,
    text: 'The robot is disabled, or was removed from the chat ({{detail}}). Enable it, or add a new one.',
  },
  channel_robot_refused: { code: failed, text: '{{host}} refused the message with code {{number}}: {{detail}}' },

  channel_mail_answered: { code: failed, text: 'The mail server {{host}} says: {{detail}}' },
  channel_mail_login: {
    code: failed,
    text: 'The mail server {{host}} does not accept user and password: {{detail}}',
  },
  channel_mail_login_unknown: {
    code: failed,
    text: 'The mail server {{host}} offers no login there. Check the port and the security, or leave user and password out.',
  },
  channel_mail_no_tls: {
    code: failed,
    text: 'The mail server {{host}} does not offer STARTTLS. Use tls with port 465, or none where the network is trusted.',
  },
  channel_mail_password_open: {
    code: 'FORBIDDEN',
    text: 'A password is not sent to {{host}} without TLS. Use tls or starttls, or leave user and password out.',
  },
  channel_mail_address_wrong: {
    code: 'INVALID_MESSAGE',
    text: '“{{address}}” is no e-mail address. Write alerts@example.com, or Alerts <alerts@example.com>.',
  },
  channel_mail_refused: { code: failed, text: 'The mail server {{host}} refused the message: {{detail}}' },
  channel_mail_recipients: {
    code: failed,
    text: 'The mail server {{host}} refused these recipients: {{addresses}}. It says: {{detail}}',
  },
  channel_unexpected: { code: failed, text: 'The message could not be sent: {{detail}}.' },
} as const
