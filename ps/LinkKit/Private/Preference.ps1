# A script module does not see the preferences of the script that calls it. Dot-sourced in a cmdlet's begin block,
# this takes them over, as compiled cmdlets do; a parameter such as -ErrorAction or -WhatIf stays stronger.
$script:CallerPreference = {
    foreach ($LinkKitName in 'ErrorAction', 'Warning', 'Verbose', 'Progress', 'WhatIf', 'Confirm') {
        $LinkKitParameter = if ($LinkKitName -eq 'Warning') { 'WarningAction' } else { $LinkKitName }
        if ($PSBoundParameters.ContainsKey($LinkKitParameter)) { continue }
        $LinkKitValue = $PSCmdlet.GetVariableValue($LinkKitName + 'Preference')
        if ($null -ne $LinkKitValue) { $ExecutionContext.SessionState.PSVariable.Set($LinkKitName + 'Preference', $LinkKitValue) }
    }
}
