# Numbers as people read them, for the views of LinkKit.Format.ps1xml; objects hold plain bytes.

function Format-LinkKitBytes {
    # In: bytes. Out: '12.1 KB'.
    param($Bytes)
    $number = [double] $Bytes
    $unit = 0
    while ($number -ge 1024 -and $unit -lt 5) {
        $number /= 1024
        $unit++
    }
    if ($unit -eq 0) { return "$number B" }
    return '{0:N1} {1}' -f $number, ('KB', 'MB', 'GB', 'TB', 'PB')[$unit - 1]
}

function Format-LinkKitPlace {
    # In: an object of a file or folder. Out: its path, here or in an image. By PSObject: with Set-StrictMode a property
    # that is not there would be an error.
    param($Object)
    foreach ($name in 'FullName', 'PathInImage') {
        $property = $Object.PSObject.Properties[$name]
        if ($null -ne $property) { return $property.Value }
    }
}

function Format-LinkKitNames {
    # In: a LinkKit.LinkSet. Out: its names one below the other, of many the first ones; those outside are marked.
    param($Set)
    $most = 8
    $lines = @(foreach ($name in $Set.NamesInside) { Format-LinkKitPlace $name })
    $lines += @(foreach ($name in $Set.NamesOutside) { Get-LinkKitString NameOutside (Format-LinkKitPlace $name) })
    if ($lines.Length -gt $most) {
        $lines = $lines[0..($most - 2)] + (Get-LinkKitString MoreNames ($lines.Length - $most + 1))
    }
    return $lines -join "`n"
}
