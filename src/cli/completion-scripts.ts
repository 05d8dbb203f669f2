/** `[CMD-8]` What shells load: each asks the program itself, which knows its commands and who is there. */
export const completionScripts = {
  bash: `# batchdeck completion for bash: source <(batchdeck completion bash)
_batchdeck() {
  local line=\${COMP_LINE:0:COMP_POINT} word='' prefix='' quote='' begun='' char reply i
  local -a words=()
  for ((i = 0; i < \${#line}; i++)); do
    char=\${line:i:1}
    if [[ $char == "$quote" ]]; then quote=''
    elif [[ $quote == "'" ]]; then word+=$char
    elif [[ $char == '\\' ]]; then i=$((i + 1)) word+=\${line:i:1}
    elif [[ -n $quote ]]; then word+=$char
    elif [[ $char == [\\'\\"] ]]; then quote=$char prefix=$word begun=1
    elif [[ $char != [[:space:]] ]]; then
      word+=$char
      # bash breaks words there: what is before is on the line already.
      [[ $char == [:=] ]] && prefix=$word
    else
      [[ -n $word$begun ]] && words+=("$word")
      word='' prefix='' begun=''
    fi
  done
  words+=("$word")
  COMPREPLY=()
  while IFS=$'\\t' read -r reply _; do
    if [[ $reply == :files ]]; then
      compopt -o default 2> /dev/null
      COMPREPLY=()
      return
    fi
    reply=\${reply#"$prefix"}
    case $quote in
      \\') reply=\${reply//\\'/\\'\\\\\\'\\'} ;;
      \\") reply=$(sed 's/[\\\\"$\`]/\\\\&/g' <<< "$reply") ;;
      *)
        printf -v reply %q "$reply"
        reply=\${reply//\\\\,/,}
        ;;
    esac
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
  lines=("\${(@f)$(batchdeck __complete -- "\${(@Q)words[2,CURRENT]}" 2> /dev/null)}")
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
