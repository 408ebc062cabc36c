# wfc: Tab completion for fish. In ~/.config/fish/config.fish:  wfc completion fish | source
function __wfc_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l found ($words[1] __complete $words[2..-1] 2>/dev/null)
    if test "$found" = :files
        __fish_complete_path (commandline -ct)
    else
        printf '%s\n' $found
    end
end
complete -c wfc -f -a '(__wfc_complete)' --keep-order
