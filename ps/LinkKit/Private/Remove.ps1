# Remove-LinkedItem: the questions to the person, the request, the objects.

function Invoke-LinkKitRemove {
    # In: the cmdlet, absolute paths and the exe's options. Emits through the cmdlet.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.Generic.List[string]] $Paths, [System.Collections.IDictionary] $Options, [switch] $PassThru, [switch] $DryRun)
    $full = [System.Collections.Hashtable]::new($Options)
    $full['path'] = $Paths.ToArray()
    if ($DryRun) { $full['dry-run'] = $true }
    $request = Start-LinkKitRequest $Cmdlet remove $full
    try {
        while ($null -ne ($item = Read-LinkKitItem $request)) {
            if ($PassThru -or $DryRun) { $Cmdlet.WriteObject((New-LinkKitRemovedItem $item $DryRun.IsPresent)) }
        }
    } finally {
        Stop-LinkKitRequest $request
    }
    # 2 and 3: nothing was touched, and the error has said why.
    if ($request.Summary['exitCode'] -in 2, 3) { return }
    $Cmdlet.WriteObject((New-LinkKitRemoveResult $request.Summary))
}

function Confirm-LinkKitRemove {
    # ShouldProcess, once a path. Out: whether it is to be passed on; DryRun becomes true under -WhatIf, where the exe is
    # asked what it would do.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Path, [System.Collections.IDictionary] $Options, [ref] $DryRun)
    if ($Options['to-recycle-bin']) {
        $action = Get-LinkKitString RemoveActionBin $Path
    } elseif ($Options['recurse']) {
        $action = Get-LinkKitString RemoveActionTree $Path
    } else {
        $action = Get-LinkKitString RemoveAction $Path
    }
    return Confirm-LinkKitAction $Cmdlet $action $DryRun
}

function Confirm-LinkKitAction {
    # ShouldProcess with one sentence. Out: whether it is to be done; DryRun becomes true under -WhatIf.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Action, [ref] $DryRun, [string] $Caption = 'RemoveCaption')
    $reason = [System.Management.Automation.ShouldProcessReason]::None
    if ($Cmdlet.ShouldProcess($Action, $Action, (Get-LinkKitString $Caption), [ref] $reason)) { return $true }
    $DryRun.Value = $reason -eq [System.Management.Automation.ShouldProcessReason]::WhatIf
    return $DryRun.Value
}

function Confirm-LinkKitAllNames {
    # The question of -AllNames: of High impact, with the names. A cmdlet has one impact, Medium here: where that alone
    # would not ask and High would, ShouldContinue does.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.Generic.List[string]] $Paths, [System.Collections.IDictionary] $Options, [System.Management.Automation.ConfirmImpact] $Preference, [ref] $DryRun)
    if ($Preference -eq [System.Management.Automation.ConfirmImpact]::None) {
        return Confirm-LinkKitAction $Cmdlet (Get-LinkKitString RemoveActionAll ($Paths -join ', ')) $DryRun
    }
    $most = 20
    $names = [System.Collections.Generic.List[string]]::new()
    $count = 0
    $full = [System.Collections.Hashtable]::new($Options)
    $full['path'] = $Paths.ToArray()
    $full['dry-run'] = $true
    $full.Remove('log')
    $request = Start-LinkKitRequest $Cmdlet remove $full
    try {
        while ($null -ne ($item = Read-LinkKitItem $request)) {
            $count++
            if ($count -le $most) { $names.Add($item['path']) }
        }
    } finally {
        Stop-LinkKitRequest $request
    }
    # Nothing is left to ask about: the errors have said why.
    if ($count -eq 0) { return $false }
    if ($count -gt $most) { $names.Add((Get-LinkKitString MoreNames ($count - $most))) }
    $action = Get-LinkKitString RemoveAllQuestion $count, (Format-LinkKitBytes ($request.Summary['bytesFreed'] + $request.Summary['bytesKept'])), ($names -join "`n")
    if (-not (Confirm-LinkKitAction $Cmdlet $action $DryRun)) { return $false }
    if ($DryRun.Value -or $Preference -ne [System.Management.Automation.ConfirmImpact]::High) { return $true }
    return $Cmdlet.ShouldContinue($action, (Get-LinkKitString RemoveCaption))
}

function New-LinkKitRemovedItem {
    # In: an item of `remove`. Out: LinkKit.RemovedItem.
    param($Item, [bool] $DryRun)
    return [pscustomobject] @{
        PSTypeName     = 'LinkKit.RemovedItem'
        Name           = [System.IO.Path]::GetFileName($Item['path'])
        FullName       = [string] $Item['path']
        PSPath         = ConvertTo-LinkKitPSPath $Item['path']
        Kind           = [string] $Item['kind']
        Action         = [string] $Item['action']
        Length         = [long] $Item['size']
        NamesRemaining = [int] $Item['namesRemaining']
        Remaining      = $Item['remaining']
        BytesFreed     = [long] $Item['bytesFreed']
        KeptAs         = $Item['keptAs']
        DryRun         = $DryRun
    }
}

function New-LinkKitRemoveResult {
    # In: the summary of `remove`. Out: LinkKit.RemoveResult.
    param($Summary)
    return [pscustomobject] @{
        PSTypeName       = 'LinkKit.RemoveResult'
        Removed          = [long] $Summary['removed']
        Folders          = [long] $Summary['folders']
        LastNames        = [long] $Summary['lastNames']
        BytesFreed       = [long] $Summary['bytesFreed']
        BytesStillShared = [long] $Summary['bytesStillShared']
        BytesKept        = [long] $Summary['bytesKept']
        Failed           = [int] $Summary['failed']
        Warnings         = [int] $Summary['warnings']
        Seconds          = [double] $Summary['seconds']
        OperationId      = $Summary['operationId']
        DryRun           = [bool] $Summary['dryRun']
    }
}

function Format-LinkKitRemaining {
    # In: a LinkKit.RemovedItem. Out: its path, and below it names that remain; of many the first ones.
    param($Item)
    $most = 5
    $names = @($Item.Remaining)
    $lines = @($Item.FullName) + @(for ($i = 0; $i -lt [System.Math]::Min($most, $names.Length); $i++) { if ($names[$i]) { Get-LinkKitString NameRemains $names[$i] } })
    if ($names.Length -gt $most) { $lines += Get-LinkKitString MoreNames ($names.Length - $most) }
    return $lines -join "`n"
}
