# zpb 在 bash 里的补全。用法：source <(zpb completion bash)
_zpb_table=$'\n''@TABLE@'$'\n'

_zpb() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    local at='' word line IFS=$'\n'
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        [[ $word != -* && $_zpb_table == *$'\n'"${at:+$at }$word|"* ]] && at="${at:+$at }$word"
    done
    [[ $_zpb_table == *$'\n'"$at $prev|"* ]] && at="$at $prev"
    COMPREPLY=()
    while read -r line; do
        [[ $line == "$at|$cur"* ]] || continue
        line=${line#"$at|"}
        word=${line%%|*}
        [[ $word == -* && $cur != -* ]] || COMPREPLY+=("$word")
    done <<<"$_zpb_table"
}
complete -o default -o bashdefault -F _zpb zpb
