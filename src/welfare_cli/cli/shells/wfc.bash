# wfc: Tab completion for bash. In ~/.bashrc:  eval "$(wfc completion bash)"
_wfc() {
    local IFS=$'\n' line word
    local -a words=()
    # Bash cuts words at = (and keeps it as a word of its own); put --option=value together again.
    for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
        if [[ ${#words[@]} -gt 0 && ( $word == = || ${words[-1]} == --*= ) ]]; then
            words[-1]+=$word
        else
            words+=("$word")
        fi
    done
    local typed=${words[-1]}
    local -a found=()
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ $line == :files ]]; then
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
            return
        fi
        found+=("$line")
    done < <("${COMP_WORDS[0]}" __complete "${words[@]}" 2>/dev/null)
    compopt -o nosort 2>/dev/null
    for line in "${found[@]}"; do
        word=${line%%$'\t'*}
        [[ $typed == --*=* ]] && word=${word#*=}
        if [[ ${#found[@]} -gt 1 && $COMP_TYPE == 63 && $line == *$'\t'* ]]; then
            COMPREPLY+=("$word  ${line#*$'\t'}")    # a second Tab lists the words with what they mean
        else
            COMPREPLY+=("$(printf %q "$word")")
        fi
    done
}
complete -F _wfc wfc
