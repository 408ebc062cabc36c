#compdef wfc
# wfc: Tab completion for zsh. In ~/.zshrc, behind compinit:  eval "$(wfc completion zsh)"
_wfc() {
    local line
    local -a found shown
    for line in "${(@f)$("${words[1]}" __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        [[ -z $line ]] && continue
        if [[ $line == :files ]]; then
            _files
            return
        fi
        found+=("${line%%$'\t'*}")
        shown+=("${line/$'\t'/  }")
    done
    compadd -U -V wfc -l -d shown -a found
}
compdef _wfc wfc
