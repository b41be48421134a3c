"""What is refused of a material's file, and what its owner does about it."""

from functions.domain.refusals import Unacceptable


class MaterialTooLarge(Unacceptable):
    code = "material-too-large"
    title = "材料文件过大"
    detail = "每个材料文件不超过 10 MB（10,485,760 字节），请压缩或者分开后重新上传。"


class MaterialWrongType(Unacceptable):
    code = "material-wrong-type"
    title = "材料文件类型不符"
    detail = (
        "只收 PDF、JPG、PNG 和 OFD 文件，文件名的后缀要和内容一致；这个文件不是这样。"
        "苹果手机拍的照片，请先转成 JPG；文字处理软件的文档，请先另存为 PDF。只改文件名不行。"
    )


class MaterialEmpty(Unacceptable):
    code = "material-empty"
    title = "材料文件是空的"
    detail = "材料文件没有内容，请核对后重新上传。"


class MaterialDiffers(Unacceptable):
    code = "material-differs"
    title = "材料文件与申报的不一致"
    detail = "收到的材料文件与申报的大小或者校验值（SHA-256）不一致，可能传输中断，请重新上传。"


class MaterialEncrypted(Unacceptable):
    code = "material-encrypted"
    title = "材料文件有密码"
    detail = "材料文件设有打开密码，办理机构无法查看。请去掉密码后重新上传。"


class MaterialBroken(Unacceptable):
    code = "material-broken"
    title = "材料文件不完整或者已损坏"
    detail = "材料文件不完整或者已损坏，无法打开。请在自己的设备上打开核对，重新导出、拍照或者扫描后再上传。"


class MaterialBlank(Unacceptable):
    code = "material-blank"
    title = "材料文件没有内容"
    detail = "材料文件可以打开，但是没有可以看到的内容。请核对是否选错文件，重新导出或者扫描后再上传。"


class MaterialPictureTooLarge(Unacceptable):
    code = "material-picture-too-large"
    title = "图片的像素过多"
    detail = (
        "图片的像素过多（宽乘高不超过 1.2 亿），办理机构无法打开。请缩小图片，或者降低扫描分辨率后重新上传。"
    )


class MaterialTooComplex(Unacceptable):
    code = "material-too-complex"
    title = "材料文件过于复杂"
    detail = (
        "材料文件的页数或者内容过多，系统无法在限定时间内读完。请只保留需要的页，或者打印后重新扫描再上传。"
    )


class MaterialInfected(Unacceptable):
    code = "material-infected"
    title = "材料文件带有病毒"
    detail = (
        "材料文件带有病毒，已经删除，没有送交办理机构。请先为自己的设备杀毒，再重新拍照、扫描或者导出后上传。"
    )


class MaterialNotScanned(Unacceptable):
    code = "material-not-scanned"
    title = "材料文件未能完成病毒扫描"
    detail = "材料文件未能完成病毒扫描，已经删除。请重新上传；仍不成功的，请另存为 PDF 或者图片后再上传。"


class MaterialNotArrived(Unacceptable):
    code = "material-not-arrived"
    title = "材料文件尚未收到"
    detail = "材料文件尚未收到，请按上传地址上传后再确认；地址过期的，请重新申请上传地址。"
