"""Hints shown beside a field of the form (填写提示), by its path. What a field asks in itself is its title."""

from collections.abc import Mapping

HINTS: Mapping[str, str] = {
    "person.name": "与居民身份证一致；姓名中的间隔号用“·”。",
    "person.id_number": "十八位，末位是字母的写大写 X。",
    "person.phone": "十一位手机号码，用于接收办理进度。",
    "person.contact_address": "现在能收到邮件的地址，写到门牌号。",
    "person.education": "已取得的最高学历。",
    "service.placement_type": "以退役证件、行政介绍信或者接收安置通知为准。",
    "service.enlisted_on": "以退役证件上的入伍日期为准。",
    "service.discharged_on": "以退役命令或者退役证件上的批准日期为准，本人应遵守的期限从这一天起算。",
    "service.certificate_number": "退役证件尚未发放的可以先不填，凭行政介绍信办理。",
    "service.unit_code": "只填退役证件上印制的部队代号，不填部队真实番号。",
    "service.merit": "有多次的，选择最高的一次。",
    "service.disability_grade": "持有残疾军人证的填写等级，没有的不填。",
    "destination.county": "东莞、中山不设县（区），不用填。",
    "destination.address": "安置地的住址，写到门牌号。",
    "household.cancelled_at_enlistment": "近年入伍的，户口一般予以保留。",
    "household.police_station": "拟落户地址所属的派出所。",
    "household.host.relation": "例如父亲、母亲、配偶。",
    "identity_card.reason": "手中的居民身份证仍在有效期内的，可以继续使用。",
    "driving.licence_class": "按军警驾驶证准驾车型对应的民用准驾车型选择。",
    "insurance.pension_start": "格式为 年-月，例如 2026-12。",
    "insurance.medical_start": "格式为 年-月，例如 2026-12。",
    "insurance.photo_consent": "不同意的，制卡时另行采集照片。",
    "bank.account": "本人名下的借记卡或者存折账号，只填数字。",
    "bank.holder": "必须是本人。",
    "reserve.speciality": "例如通信、驾驶、医疗。",
}
