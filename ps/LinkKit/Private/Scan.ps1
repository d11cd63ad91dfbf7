# What Get-LinkSet and Measure-LinkedSpace have in common: where is looked, the request, the objects.

function New-LinkKitScanOptions {
    # In: the cmdlet and its bound parameters. Out: the options of `scan` that both cmdlets have, without the paths;
    # nothing where the image's path is none (the error is written then).
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.IDictionary] $Bound)
    $options = @{}
    foreach ($name in 'Include', 'Exclude', 'Offset', 'Partition') {
        if ($Bound.ContainsKey($name)) { $options[$name.ToLowerInvariant()] = $Bound[$name] }
    }
    # C and C:\ are what people write and what other commands give; anything else is for the exe to judge.
    if ($Bound.ContainsKey('Volume')) { $options['volume'] = $Bound['Volume'] -replace '^([A-Za-z]):?[\\/]?\z', '$1:' }
    if ($Bound.ContainsKey('ImagePath')) {
        $image = Resolve-LinkKitPath $Cmdlet $Bound['ImagePath'] -Literal
        if ($null -eq $image) { return }
        $options['image'] = $image
    }
    return $options
}

function Resolve-LinkKitScanPath {
    # In: the two path parameters. Out: the absolute paths of the one that is meant; none for a volume or an image.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string[]] $Path, [string[]] $LiteralPath)
    switch ($Cmdlet.ParameterSetName) {
        'Path' { Resolve-LinkKitPath $Cmdlet $Path }
        'LiteralPath' { Resolve-LinkKitPath $Cmdlet $LiteralPath -Literal }
    }
}

function Write-LinkKitScan {
    # In: the cmdlet, the options and all its paths: names of one file may lie under several, so this is one request.
    # Emits through the cmdlet, each object as soon as it is known.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.IDictionary] $Options, [System.Collections.Generic.List[string]] $Paths)
    $image = $Options['image']
    if ($Paths.Count -gt 0) {
        $Options['path'] = $Paths.ToArray()
    } elseif (-not $image -and -not $Options['volume']) {
        # Patterns that fit nothing, or an empty pipeline.
        return
    }
    $request = Start-LinkKitRequest $Cmdlet scan $Options
    try {
        while ($null -ne ($item = Read-LinkKitItem $request)) {
            if ($item['itemKind'] -ceq 'set') {
                $Cmdlet.WriteObject((New-LinkKitLinkSet $item $image))
            } else {
                $Cmdlet.WriteObject((New-LinkKitLinkedSpace $item $image))
            }
        }
    } finally {
        Stop-LinkKitRequest $request
    }
}
