# New-LinkedCopy: the question to the person, the request, the objects.

function Invoke-LinkKitCopy {
    # In: the cmdlet, absolute sources and the exe's options. Emits through the cmdlet. All sources are one operation, which
    # one undo takes back; where one of them has the exe refuse the whole call, each is tried by itself.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string[]] $Sources, [System.Collections.IDictionary] $Options, [switch] $PassThru, [switch] $DryRun)
    if ($Sources.Length -eq 0) { return }
    $isOne = $Sources.Length -eq 1
    $destination = if ($isOne) { Get-LinkKitCopyDestination $Sources[0] $Options } else { $Options['destination'] }
    $full = [System.Collections.Hashtable]::new($Options)
    $full['source'] = $Sources
    if ($DryRun) { $full['dry-run'] = $true }
    $request = Start-LinkKitRequest $Cmdlet copy $full
    if (-not $isOne) { $request.Held = [System.Collections.Generic.List[System.Management.Automation.ErrorRecord]]::new() }
    try {
        while ($null -ne ($item = Read-LinkKitItem $request)) {
            Write-LinkKitHeld $request
            # The exe knows the volume's own spelling of the destination.
            if ($isOne -and $item['source'] -ceq $Sources[0]) { $destination = $item['destination'] }
            if ($PassThru -or $DryRun) { $Cmdlet.WriteObject((New-LinkKitLinkedItem $item $DryRun.IsPresent)) }
        }
    } finally {
        Stop-LinkKitRequest $request
        Write-LinkKitResume $Cmdlet $request
    }
    # 2 and 3: nothing was touched, and the error has said why.
    $isRefused = $request.Summary['exitCode'] -in 2, 3
    if ($isRefused -and $null -ne $request.Held) {
        foreach ($source in $Sources) { Invoke-LinkKitCopy $Cmdlet @($source) $Options -PassThru:$PassThru -DryRun:$DryRun }
        return
    }
    Write-LinkKitHeld $request
    if (-not $isRefused) { $Cmdlet.WriteObject((New-LinkKitCopyResult $Sources $destination $request.Summary)) }
}

function Get-LinkKitCopyDestination {
    # Where a source goes, by Copy-Item's rules: an existing folder receives it, otherwise it is the new name.
    param([string] $Source, [System.Collections.IDictionary] $Options)
    $destination = $Options['destination']
    if ($Options['exact'] -or -not [System.IO.Directory]::Exists($destination)) { return $destination }
    $name = [System.IO.Path]::GetFileName($Source.TrimEnd('/', '\'))
    return [System.IO.Path]::Combine($destination, $name)
}

function Confirm-LinkKitCopy {
    # ShouldProcess, once a source and destination. Out: whether to call the exe; DryRun becomes true under -WhatIf,
    # where the exe is called to say what it would do.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Source, [string] $Destination, [System.Collections.IDictionary] $Options, [ref] $DryRun)
    $kind = switch ($Options['as']) { 'symlink' { 'CopyActionSymlink' } 'junction' { 'CopyActionJunction' } default { 'CopyActionHardLink' } }
    $sentence = if ($Options['on-exists'] -eq 'replace') { 'CopyActionReplace' } else { 'CopyAction' }
    $action = Get-LinkKitString $sentence $Source, $Destination, (Get-LinkKitString $kind)
    return Confirm-LinkKitAction $Cmdlet $action $DryRun CopyCaption
}

function Write-LinkKitResume {
    # After Ctrl+C or Select-Object -First no object can be given any more: the host shows how to finish the copy.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Request)
    if (-not $Request.Cancelled -or -not $Request.Summary['resume']) { return }
    # In single quotes nothing of a name is carried out when the line is pasted.
    $words = foreach ($word in $Request.Summary['resume']) {
        if ($word -match '^[\w.:\\/=-]+\z') { $word } else { "'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($word) + "'" }
    }
    $Cmdlet.Host.UI.WriteWarningLine((Get-LinkKitString Resume ($words -join ' ')))
}
