# The items of `scan` as objects. What lies in an image is no file of this machine, though its path looks like one: its
# objects have no FullName, no PSPath, and a text that no provider takes for a path (LinkKit.Types.ps1xml).

function New-LinkKitLinkSet {
    # In: a set, and the image it was found in, if any. Out: LinkKit.LinkSet.
    param($Item, [string] $ImagePath)
    $inside = New-LinkKitSetNames $Item $Item['namesInside'] $ImagePath
    $outside = $null
    $names = $inside
    if ($null -ne $Item['namesOutside']) {
        $outside = New-LinkKitSetNames $Item $Item['namesOutside'] $ImagePath
        $names = $inside + $outside
    }
    return [pscustomobject] @{
        PSTypeName      = 'LinkKit.LinkSet'
        Volume          = [string] $Item['volume']
        FileId          = [string] $Item['fileId']
        LinkCount       = [int] $Item['linkCount']
        Length          = [long] $Item['size']
        AllocatedLength = $Item['allocatedSize']
        BytesSaved      = [long] $Item['bytesSaved']
        Names           = $names
        NamesInside     = $inside
        NamesOutside    = $outside
        OutsideCount    = [int] $Item['outsideCount']
        Keeps           = [int] $Item['keeps']
        Engine          = $Item['engine']
        Complete        = [bool] $Item['complete']
        ReparseTag      = [long] $Item['reparseTag']
        Streams         = $Item['streams']
    }
}

function New-LinkKitSetNames {
    # In: a set, some of its names, and the image or ''. Out: an array of LinkKit.LinkName, or of LinkKit.ImageName.
    param($Item, [string[]] $Names, [string] $ImagePath)
    # Some name must stand for the file: the first, in views the head of the group.
    $first = if ($Item['namesInside'].Length -gt 0) { $Item['namesInside'][0] }
    $objects = if ($ImagePath) { New-LinkKitImageName $Item $Names $first $ImagePath } else { New-LinkKitLinkName $Item $Names $first }
    return , @($objects)
}

function New-LinkKitImageName {
    # In: a set in an image, some of its names, the first of all, and the image. Out: LinkKit.ImageName, one a name.
    param($Item, [string[]] $Names, [string] $SiblingOf, [string] $ImagePath)
    foreach ($name in $Names) {
        [pscustomobject] @{
            PSTypeName  = 'LinkKit.ImageName'
            Name        = $name.Substring($name.LastIndexOf('\') + 1)
            PathInImage = $name
            ImagePath   = $ImagePath
            LinkCount   = [int] $Item['linkCount']
            FileId      = [string] $Item['fileId']
            Volume      = [string] $Item['volume']
            Length      = [long] $Item['size']
            SiblingOf   = $SiblingOf
            Engine      = $Item['engine']
            Complete    = [bool] $Item['complete']
            Keeps       = $Item['keeps']
        }
    }
}

function New-LinkKitLinkedSpace {
    # In: a folder, and the image it was found in, if any. Out: LinkKit.LinkedSpace, or LinkKit.ImageSpace.
    param($Item, [string] $ImagePath)
    if ($ImagePath) {
        $type = 'LinkKit.ImageSpace'
        $fields = [ordered] @{ PathInImage = $Item['path']; ImagePath = $ImagePath }
    } else {
        $type = 'LinkKit.LinkedSpace'
        $fields = [ordered] @{ FullName = $Item['path']; PSPath = ConvertTo-LinkKitPSPath $Item['path'] }
    }
    $fields['Depth'] = [int] $Item['depth']
    # In the contract's words with a capital letter.
    foreach ($name in 'Files', 'ApparentBytes', 'UniqueBytes', 'FreeableBytes', 'SharedBytes', 'AllocatedBytes') {
        $fields[$name] = $Item[$name.Substring(0, 1).ToLowerInvariant() + $name.Substring(1)]
    }
    $object = [pscustomobject] $fields
    $object.PSObject.TypeNames.Insert(0, $type)
    return $object
}
