# zpb 在 PowerShell 里的补全。用法：zpb completion powershell | Out-String | Invoke-Expression
$script:ZpbTable = @'
@TABLE@
'@ -split "`r?`n" | ForEach-Object { , ($_ -split '\|', 3) }

Register-ArgumentCompleter -Native -CommandName zpb -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $given = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
    if ($wordToComplete -ne '' -and $given.Count -gt 0) { $given = @($given | Select-Object -SkipLast 1) }
    $at = ''
    foreach ($word in $given) {
        $longer = "$at $word".Trim()
        if ($word -notlike '-*' -and ($script:ZpbTable | Where-Object { $_[0] -eq $longer })) { $at = $longer }
    }
    if ($given.Count -gt 0) {
        $value = "$at $($given[-1])"
        if ($script:ZpbTable | Where-Object { $_[0] -eq $value }) { $at = $value }
    }
    $script:ZpbTable |
        Where-Object { $_[0] -eq $at -and $_[1].StartsWith($wordToComplete) } |
        Where-Object { $_[1] -notlike '-*' -or $wordToComplete -like '-*' } |
        ForEach-Object {
            [System.Management.Automation.CompletionResult]::new($_[1], $_[1], 'ParameterValue', $_[2])
        }
}
