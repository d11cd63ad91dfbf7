# Find-LinkDuplicate and Merge-LinkDuplicate: the options, the requests and the objects.

# Parameters that are options of the exe under another word.
$script:SearchWords = @{ MinimumSize = 'min-size'; MaximumSize = 'max-size' }

function New-LinkKitSearchOptions {
    # In: the cmdlet and its bound parameters. Out: the exe's options for a search; null where a reference does not exist.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.IDictionary] $Bound)
    $options = @{}
    foreach ($name in $script:SearchWords.Keys) { if ($Bound.ContainsKey($name)) { $options[$script:SearchWords[$name]] = $Bound[$name] } }
    foreach ($name in 'Include', 'Exclude') { if ($Bound.ContainsKey($name)) { $options[$name.ToLowerInvariant()] = $Bound[$name] } }
    foreach ($name in 'Keep', 'Media') { if ($Bound.ContainsKey($name)) { $options[$name.ToLowerInvariant()] = ([string] $Bound[$name]).ToLowerInvariant() } }
    if ($Bound['Isolate']) { $options['isolate'] = $true }
    if ($Bound['NoCache']) { $options['no-cache'] = $true }
    if ($Bound.ContainsKey('Newer')) { $options['newer'] = $Bound['Newer'].ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ss.fffZ', [cultureinfo]::InvariantCulture) }
    if ($Bound.ContainsKey('Reference')) {
        $found = @(Resolve-LinkKitPath $Cmdlet $Bound['Reference'])
        # Without what it was to compare with, a search would do something else than was asked.
        if ($found.Count -eq 0) { return $null }
        $options['reference'] = $found
    }
    return $options
}

function New-LinkKitMergeOptions {
    # In: the cmdlet and its bound parameters. Out: the exe's options; null where a path of them is none.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.IDictionary] $Bound)
    $options = New-LinkKitSearchOptions $Cmdlet $Bound
    if ($null -eq $options) { return $null }
    if ($Bound.ContainsKey('Times')) { $options['times'] = ([string] $Bound['Times']).ToLowerInvariant() }
    if ($Bound.ContainsKey('LinkLimit')) { $options['link-limit'] = $Bound['LinkLimit'] }
    if ($Bound['Wait']) { $options['wait'] = $Bound['Wait'] }
    foreach ($name in 'Plan', 'Apply', 'Log') {
        if (-not $Bound.ContainsKey($name)) { continue }
        $file = Resolve-LinkKitPath $Cmdlet $Bound[$name] -Literal
        if ($null -eq $file) { return $null }
        $options[$name.ToLowerInvariant()] = $file
    }
    return $options
}

function New-LinkKitMergeOnlyOptions {
    # The options that are of merging and not of searching.
    param([System.Collections.IDictionary] $Options)
    $own = @{}
    foreach ($name in 'times', 'link-limit', 'wait', 'plan', 'log') { if ($Options.Contains($name)) { $own[$name] = $Options[$name] } }
    return $own
}

function Get-LinkKitSetsToMerge {
    # In: the cmdlet and the options of a merge with paths. Out: the sets that a search finds.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.IDictionary] $Options)
    $search = [System.Collections.Hashtable]::new($Options)
    foreach ($name in 'times', 'link-limit', 'wait', 'plan', 'log') { $search.Remove($name) }
    $request = Start-LinkKitRequest $Cmdlet duplicates $search
    try {
        while ($null -ne ($item = Read-LinkKitItem $request)) { New-LinkKitDuplicateSet $item }
    } finally {
        Stop-LinkKitRequest $request
    }
    Write-LinkKitSkipped $Cmdlet $request.Summary
}

function Invoke-LinkKitMerge {
    # In: the cmdlet and the exe's options. Emits through the cmdlet.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.IDictionary] $Options, [switch] $PassThru, [switch] $DryRun)
    $full = [System.Collections.Hashtable]::new($Options)
    if ($DryRun) {
        $full['dry-run'] = $true
        $full.Remove('plan')
    }
    $request = Start-LinkKitRequest $Cmdlet dedupe $full
    try {
        while ($null -ne ($item = Read-LinkKitItem $request)) {
            if ($PassThru -or $DryRun) { $Cmdlet.WriteObject((New-LinkKitMergedSet $item $DryRun.IsPresent)) }
        }
    } finally {
        Stop-LinkKitRequest $request
    }
    # 2 and 3: nothing was touched, and the error has said why.
    if ($request.Summary['exitCode'] -in 2, 3) { return }
    Write-LinkKitSkipped $Cmdlet $request.Summary
    $Cmdlet.WriteObject((New-LinkKitMergeResult $request.Summary))
}

function Write-LinkKitSkipped {
    # What was left out, by its reason: for -Verbose.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Summary)
    $left = $Summary['skippedByReason']
    if ($null -eq $left -or $left.Count -eq 0) { return }
    $Cmdlet.WriteVerbose((Get-LinkKitString LeftOut (@(foreach ($reason in $left.Keys) { "$reason $($left[$reason])" }) -join ', ')))
}

function New-LinkKitDuplicateSet {
    # In: an item of `duplicates`. Out: LinkKit.DuplicateSet.
    param($Item)
    $files = @(foreach ($one in @($Item['leader']) + @($Item['followers'])) { New-LinkKitDuplicateName $one })
    return [pscustomobject] @{
        PSTypeName  = 'LinkKit.DuplicateSet'
        Length      = [long] $Item['size']
        Hash        = $Item['hash']
        Leader      = [string] $Item['leader']['path']
        Paths       = [string[]] @($files.FullName)
        Count       = $files.Length
        Reclaimable = [long] $Item['reclaimable']
        Files       = $files
        Volume      = [string] $Item['volume']
    }
}

function New-LinkKitDuplicateName {
    # In: a file of an item. Out: LinkKit.LinkName with the file's id.
    param($File)
    return [pscustomobject] @{
        PSTypeName = 'LinkKit.LinkName'
        Name       = [System.IO.Path]::GetFileName($File['path'])
        FullName   = [string] $File['path']
        PSPath     = ConvertTo-LinkKitPSPath $File['path']
        FileId     = [string] $File['fileId']
    }
}

function ConvertTo-LinkKitSetJson {
    # In: a LinkKit.DuplicateSet. Out: the set as the exe reads it.
    param($Set)
    $files = @(foreach ($one in $Set.Files) { [ordered] @{ path = $one.FullName; fileId = $one.FileId } })
    return ConvertTo-LinkKitJson ([ordered] @{ size = $Set.Length; hash = $Set.Hash; leader = $files[0]; followers = @($files[1..($files.Length - 1)]) })
}

function New-LinkKitMergedSet {
    # In: an item of `dedupe`. Out: LinkKit.MergedSet.
    param($Item, [bool] $DryRun)
    $followers = @(foreach ($one in $Item['followers']) {
            [pscustomobject] @{
                PSTypeName = 'LinkKit.MergedName'
                Name       = [System.IO.Path]::GetFileName($one['path'])
                FullName   = [string] $one['path']
                PSPath     = ConvertTo-LinkKitPSPath $one['path']
                Result     = [string] $one['result']
                Reason     = $one['reason']
                Detail     = $one['detail']
                Rename     = $one['rename']
            }
        })
    return [pscustomobject] @{
        PSTypeName  = 'LinkKit.MergedSet'
        Length      = [long] $Item['size']
        Hash        = $Item['hash']
        Leader      = [string] $Item['leader']['path']
        Merged      = @(foreach ($one in $followers) { if ($one.Result -in 'merged', 'planned') { $one } }).Length
        Skipped     = @(foreach ($one in $followers) { if ($one.Result -eq 'skipped') { $one } }).Length
        Failed      = @(foreach ($one in $followers) { if ($one.Result -eq 'failed') { $one } }).Length
        Reclaimable = [long] $Item['reclaimable']
        Followers   = $followers
        DryRun      = $DryRun
    }
}

function New-LinkKitMergeResult {
    # In: the summary of `dedupe`. Out: LinkKit.MergeResult.
    param($Summary)
    return [pscustomobject] @{
        PSTypeName    = 'LinkKit.MergeResult'
        Sets          = [long] $Summary['sets']
        Merged        = [long] $Summary['merged']
        Skipped       = $Summary['skippedByReason']
        BytesComputed = [long] $Summary['bytesComputed']
        BytesFreed    = [long] $Summary['bytesFreed']
        FreeBefore    = $Summary['freeBefore']
        FreeAfter     = $Summary['freeAfter']
        Failed        = [int] $Summary['failed']
        Warnings      = [int] $Summary['warnings']
        Seconds       = [double] $Summary['seconds']
        OperationId   = $Summary['operationId']
        DryRun        = [bool] $Summary['dryRun']
    }
}
