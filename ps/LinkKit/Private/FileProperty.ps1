# What LinkKit.Types.ps1xml adds to System.IO.FileInfo; asked for when the property is read, not before.
$script:PropertyFailed = $false

function Get-LinkKitFileProperty {
    # In: a file and 'LinkCount' or 'LinkedNames'. Out: a number (null where the file cannot be asked about), or the
    # other names as LinkKit.LinkName. A missing or wrong exe is told by the host, once: PowerShell drops a property's
    # errors and warnings, and a listing of a thousand files needs no thousand of them.
    param([System.IO.FileInfo] $File, [string] $Name)
    try {
        Read-LinkKitFileProperty $File $Name
        $script:PropertyFailed = $false
    } catch [System.Management.Automation.RuntimeException] {
        if (-not $script:PropertyFailed) { $Host.UI.WriteWarningLine($_.Exception.Message) }
        $script:PropertyFailed = $true
    }
}

function Read-LinkKitFileProperty {
    [CmdletBinding()]
    param([System.IO.FileInfo] $File, [string] $Name)
    $count = $Name -eq 'LinkCount'
    $options = @{ path = @($File.FullName) }
    if ($count) { $options['count-only'] = $true }
    $request = Start-LinkKitRequest $PSCmdlet siblings $options
    try {
        while ($null -eq $request.Summary) {
            $line = Wait-LinkKitLine $request.Channel $request
            if ($line['type'] -eq 'summary') { $request.Summary = $line }
            if ($line['type'] -ne 'item') { continue }
            if ($count) { [int] $line['linkCount']; continue }
            for ($i = 1; $i -lt $line['names'].Length; $i++) { New-LinkKitLinkName $line $line['names'][$i] }
        }
    } finally {
        Stop-LinkKitRequest $request
    }
}
