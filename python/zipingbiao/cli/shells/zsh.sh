# zpb 在 zsh 里的补全。用法：source <(zpb completion zsh)
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
_zpb_table=$'\n''@TABLE@'$'\n'

_zpb() {
    local cur=${words[CURRENT]} prev=${words[CURRENT-1]} at='' word line
    local -a found
    for word in "${(@)words[2,CURRENT-1]}"; do
        [[ $word != -* && $_zpb_table == *$'\n'"${at:+$at }$word|"* ]] && at="${at:+$at }$word"
    done
    [[ $_zpb_table == *$'\n'"$at $prev|"* ]] && at="$at $prev"
    for line in "${(@f)_zpb_table}"; do
        [[ $line == "$at|$cur"* ]] || continue
        line=${line#"$at|"}
        word=${line%%|*}
        [[ $word == -* && $cur != -* ]] || found+=("$word:${line#*|}")
    done
    (( $#found )) && _describe 'zpb' found || _files
}
compdef _zpb zpb
