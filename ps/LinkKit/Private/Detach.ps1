# Split-Link: the request and the objects.

function Invoke-LinkKitDetach {
    # In: the cmdlet, absolute paths and the exe's options. Emits through the cmdlet.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.Generic.List[string]] $Paths, [System.Collections.IDictionary] $Options, [switch] $PassThru, [switch] $DryRun)
    $full = [System.Collections.Hashtable]::new($Options)
    $full['path'] = $Paths.ToArray()
    if ($DryRun) { $full['dry-run'] = $true }
    $request = Start-LinkKitRequest $Cmdlet detach $full
    try {
        while ($null -ne ($item = Read-LinkKitItem $request)) {
            if ($PassThru -or $DryRun) { $Cmdlet.WriteObject((New-LinkKitDetachedItem $item $DryRun.IsPresent)) }
        }
    } finally {
        Stop-LinkKitRequest $request
    }
    # 2 and 3: nothing was touched, and the error has said why.
    if ($request.Summary['exitCode'] -in 2, 3) { return }
    $Cmdlet.WriteObject((New-LinkKitDetachResult $request.Summary))
}

function New-LinkKitDetachedItem {
    # In: an item of `detach`. Out: LinkKit.DetachedItem.
    param($Item, [bool] $DryRun)
    return [pscustomobject] @{
        PSTypeName = 'LinkKit.DetachedItem'
        Name       = [System.IO.Path]::GetFileName($Item['path'])
        FullName   = [string] $Item['path']
        PSPath     = ConvertTo-LinkKitPSPath $Item['path']
        Method     = [string] $Item['method']
        Length     = [long] $Item['size']
        LinkedTo   = $Item['linkedTo']
        Rename     = $Item['rename']
        DryRun     = $DryRun
    }
}

function New-LinkKitDetachResult {
    # In: the summary of `detach`. Out: LinkKit.DetachResult.
    param($Summary)
    return [pscustomobject] @{
        PSTypeName   = 'LinkKit.DetachResult'
        Files        = [long] $Summary['files']
        Detached     = [long] $Summary['detached']
        Already      = [long] $Summary['already']
        BytesWritten = [long] $Summary['bytesWritten']
        Failed       = [int] $Summary['failed']
        Warnings     = [int] $Summary['warnings']
        Seconds      = [double] $Summary['seconds']
        OperationId  = $Summary['operationId']
        DryRun       = [bool] $Summary['dryRun']
    }
}
