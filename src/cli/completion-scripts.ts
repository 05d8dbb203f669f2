/** `[CMD-8]` What shells load: each asks the program itself, which knows its commands and who is there. */
export const completionScripts = {
  bash: `# batchdeck completion for bash: source <(batchdeck completion bash)
_batchdeck() {
  local line=\${COMP_LINE:0:COMP_POINT} current prefix reply
  local -a words
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  current=\${words[\${#words[@]}-1]}
  # bash breaks words there: what is before is on the line already.
  prefix=\${current%"\${current##*[:=]}"}
  COMPREPLY=()
  while IFS=$'\\t' read -r reply _; do
    if [[ $reply == :files ]]; then
      compopt -o default 2> /dev/null
      COMPREPLY=()
      return
    fi
    printf -v reply %q "\${reply#"$prefix"}"
    COMPREPLY+=("$reply")
  done < <(batchdeck __complete -- "\${words[@]:1}" 2> /dev/null)
}
complete -F _batchdeck batchdeck
`,
  zsh: `#compdef batchdeck
# batchdeck completion for zsh: source <(batchdeck completion zsh)
_batchdeck() {
  local -a lines values
  local line
  lines=("\${(@f)$(batchdeck __complete -- "\${(@)words[2,CURRENT]}" 2> /dev/null)}")
  for line in $lines; do
    if [[ $line == ':files' ]]; then
      _files
      return
    fi
    values+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe batchdeck values
}
if [[ $funcstack[1] == _batchdeck ]]; then
  _batchdeck "$@"
else
  compdef _batchdeck batchdeck
fi
`,
  fish: `# batchdeck completion for fish: batchdeck completion fish | source
function __batchdeck_complete
  set -l words (commandline -opc)
  set -e words[1]
  set -l lines (batchdeck __complete -- $words (commandline -ct) 2> /dev/null)
  if test "$lines[1]" = ':files'
    __fish_complete_path (commandline -ct)
  else
    printf '%s\\n' $lines
  end
end
complete -c batchdeck -f -a '(__batchdeck_complete)'
`,
} as const

export type Shell = keyof typeof completionScripts
export const shells = Object.keys(completionScripts) as readonly Shell[]
