# The exe's items as objects. No object has a property named Path: Remove-Item and Get-Item would take it for a pattern.

function New-LinkKitLinkName {
    # In: an item of `siblings` or a set of `scan`, some of its names (a loop here: a call for each costs more than the
    # objects), and the name that the others are seen from. Out: LinkKit.LinkName, one a name.
    param($Item, [string[]] $Names, [string] $SiblingOf = $Item['path'])
    foreach ($name in $Names) {
        [pscustomobject] @{
            PSTypeName = 'LinkKit.LinkName'
            Name       = [System.IO.Path]::GetFileName($name)
            FullName   = $name
            PSPath     = $script:FileSystemPrefix + $name
            LinkCount  = [int] $Item['linkCount']
            FileId     = [string] $Item['fileId']
            Volume     = [string] $Item['volume']
            Length     = [long] $Item['size']
            SiblingOf  = $SiblingOf
            Engine     = $Item['engine']
            Complete   = [bool] $Item['complete']
            Keeps      = $Item['keeps']
        }
    }
}

function New-LinkKitLinkedItem {
    # In: an item of `copy`. Out: LinkKit.LinkedItem.
    param($Item, [bool] $DryRun)
    return [pscustomobject] @{
        PSTypeName = 'LinkKit.LinkedItem'
        Source     = [string] $Item['source']
        FullName   = [string] $Item['destination']
        PSPath     = ConvertTo-LinkKitPSPath $Item['destination']
        Kind       = [string] $Item['kind']
        Method     = [string] $Item['method']
        Length     = [long] $Item['size']
        LinkCount  = [int] $Item['linkCount']
        DryRun     = $DryRun
    }
}

function New-LinkKitCopyResult {
    # In: the sources, where they went (of several: the folder they are in), and the summary of `copy`. Out: LinkKit.CopyResult.
    param([string[]] $Sources, [string] $Destination, $Summary)
    return [pscustomobject] @{
        PSTypeName   = 'LinkKit.CopyResult'
        Source       = if ($Sources.Length -eq 1) { $Sources[0] } else { $Sources }
        Destination  = $Destination
        FullName     = $Destination
        PSPath       = ConvertTo-LinkKitPSPath $Destination
        Files        = [long] $Summary['files']
        Directories  = [long] $Summary['directories']
        Linked       = [long] $Summary['linked']
        Copied       = [long] $Summary['copied']
        Already      = [long] $Summary['already']
        Skipped      = [long] $Summary['skipped']
        BytesShared  = [long] $Summary['bytesShared']
        BytesWritten = [long] $Summary['bytesWritten']
        Failed       = [int] $Summary['failed']
        Warnings     = [int] $Summary['warnings']
        Seconds      = [double] $Summary['seconds']
        OperationId  = $Summary['operationId']
        DryRun       = [bool] $Summary['dryRun']
        Resume       = $Summary['resume']
    }
}

function New-LinkKitVolumeSupport {
    # In: an item of `doctor`. Out: LinkKit.VolumeSupport.
    param($Item)
    $engines = foreach ($engine in $Item['engines']) {
        [pscustomobject] @{ PSTypeName = 'LinkKit.EngineSupport'; Name = $engine['name']; Works = [bool] $engine['works']; Reason = $engine['reason'] }
    }
    return [pscustomobject] @{
        PSTypeName        = 'LinkKit.VolumeSupport'
        FullName          = [string] $Item['path']
        PSPath            = ConvertTo-LinkKitPSPath $Item['path']
        FileSystem        = [string] $Item['fileSystem']
        HardLinks         = $Item['hardLinks'] -eq 'yes'
        HardLinksCode     = $Item['hardLinksCode']
        SymbolicLinks     = $Item['symbolicLinks'] -eq 'yes'
        SymbolicLinksCode = $Item['symbolicLinksCode']
        Junctions         = $Item['junctions'] -eq 'yes'
        JunctionsCode     = $Item['junctionsCode']
        Engines           = @($engines)
        Privileges        = @($Item['privileges'])
        Advice            = $Item['advice']
    }
}
