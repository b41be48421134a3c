"""The form's code sets; each member's Chinese term stands once, in `LABELS`."""

from enum import StrEnum

from schemas.codes import Terms


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"


class Education(StrEnum):
    JUNIOR_MIDDLE = "junior_middle"
    SENIOR_MIDDLE = "senior_middle"
    VOCATIONAL = "vocational"
    JUNIOR_COLLEGE = "junior_college"
    BACHELOR = "bachelor"
    POSTGRADUATE = "postgraduate"


class RankClass(StrEnum):
    """身份: decides which placement types are open (安置条例 Art 5)."""

    OFFICER = "officer"
    NON_COMMISSIONED = "non_commissioned"
    CONSCRIPT = "conscript"


class PlacementType(StrEnum):
    """安置方式 (退役军人保障法 Arts 21-23)."""

    SELF_EMPLOYMENT = "self_employment"
    MONTHLY_PENSION = "monthly_pension"
    DEMOBILISATION = "demobilisation"
    ASSIGNED_JOB = "assigned_job"
    TRANSFER = "transfer"
    RETIREMENT = "retirement"
    STATE_CARE = "state_care"


class Branch(StrEnum):
    ARMY = "army"
    NAVY = "navy"
    AIR_FORCE = "air_force"
    ROCKET_FORCE = "rocket_force"
    ARMED_POLICE = "armed_police"
    OTHER = "other"


class Merit(StrEnum):
    NONE = "none"
    THIRD_CLASS = "third_class"
    THIRD_CLASS_COMBAT = "third_class_combat"
    SECOND_CLASS = "second_class"
    FIRST_CLASS = "first_class"
    COMMENDATION = "commendation"
    HONORARY_TITLE = "honorary_title"


class PlacementGround(StrEnum):
    """安置地的依据 (安置条例 Arts 44-49); what each needs stands in form/placement.toml."""

    ENLISTMENT_HOUSEHOLD = "enlistment_household"
    STUDENT_HOUSEHOLD = "student_household"
    PARENTS_HOUSEHOLD = "parents_household"
    SPOUSE_HOUSEHOLD = "spouse_household"
    SPOUSE_SERVICE = "spouse_service"
    SPECIAL_APPROVAL = "special_approval"
    NATIONAL_NEED = "national_need"
    PROVINCE_DECIDES = "province_decides"
    MERIT_CHOICE = "merit_choice"
    HARDSHIP_CHOICE = "hardship_choice"
    OFFICIAL_NOTICE = "official_notice"


class LandingType(StrEnum):
    """落户类型: on whose roof the household is registered again."""

    OWN_HOME = "own_home"
    RELATIVE = "relative"
    EMPLOYER = "employer"
    COLLECTIVE = "collective"


class CardReason(StrEnum):
    """居民身份证: 首次申领, 换领, 补领; NONE where a valid card stays in use."""

    FIRST = "first"
    RENEW = "renew"
    REPLACE = "replace"
    NONE = "none"


class MilitaryLicence(StrEnum):
    NONE = "none"
    VALID = "valid"
    EXPIRED = "expired"


class LicenceClass(StrEnum):
    """准驾车型: the civil class that the military licence corresponds to."""

    A1 = "A1"
    A2 = "A2"
    A3 = "A3"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"
    C3 = "C3"
    C4 = "C4"
    C6 = "C6"
    D = "D"
    E = "E"
    F = "F"
    M = "M"


class MedicalCheck(StrEnum):
    """身体条件证明: over the hospital's network, or on paper."""

    NETWORKED = "networked"
    PAPER = "paper"


class CoverType(StrEnum):
    """参保类型, for pension and for medical insurance. AWAITING_JOB: 待安排工作期间 (安置条例 Arts 82, 83)."""

    EMPLOYEE = "employee"
    FLEXIBLE = "flexible"
    RESIDENT = "resident"
    AWAITING_JOB = "awaiting_job"


class Voucher(StrEnum):
    """军队开具的转移凭证: none, mailed to the agency by the army, or on paper in the applicant's hand."""

    NONE = "none"
    MAILED = "mailed"
    PAPER = "paper"


class PensionLink(StrEnum):
    """军人退役基本养老保险: the army's money is on its way, has come and is not yet linked, or is linked."""

    WAITING = "waiting"
    ARRIVED = "arrived"
    LINKED = "linked"


class SocialCard(StrEnum):
    """社会保障卡: 首次申领, 换领补领, or one in use already."""

    FIRST = "first"
    REPLACE = "replace"
    HELD = "held"


class MedicalHistory(StrEnum):
    """军人退役医疗保险, 地方医保 before enlistment, both or neither."""

    NONE = "none"
    MILITARY = "military"
    LOCAL = "local"
    BOTH = "both"


class MedicalRequest(StrEnum):
    """What the medical office is asked for: to take somebody in, or to change what it has."""

    ENROL = "enrol"
    CHANGE = "change"


class DeliveryMethod(StrEnum):
    """取件方式, of what is made on paper or as a card."""

    PICK_UP = "pick_up"
    POST = "post"


class JobStatus(StrEnum):
    EMPLOYED = "employed"
    UNEMPLOYED = "unemployed"
    STUDENT = "student"


LABELS = Terms(
    (
        (Sex.MALE, "男"),
        (Sex.FEMALE, "女"),
        (Education.JUNIOR_MIDDLE, "初中及以下"),
        (Education.SENIOR_MIDDLE, "高中"),
        (Education.VOCATIONAL, "中专、中职或技校"),
        (Education.JUNIOR_COLLEGE, "大学专科"),
        (Education.BACHELOR, "大学本科"),
        (Education.POSTGRADUATE, "研究生"),
        (RankClass.OFFICER, "军官"),
        (RankClass.NON_COMMISSIONED, "军士"),
        (RankClass.CONSCRIPT, "义务兵"),
        (PlacementType.SELF_EMPLOYMENT, "自主就业"),
        (PlacementType.MONTHLY_PENSION, "逐月领取退役金"),
        (PlacementType.DEMOBILISATION, "复员"),
        (PlacementType.ASSIGNED_JOB, "安排工作"),
        (PlacementType.TRANSFER, "转业"),
        (PlacementType.RETIREMENT, "退休"),
        (PlacementType.STATE_CARE, "供养"),
        (Branch.ARMY, "陆军"),
        (Branch.NAVY, "海军"),
        (Branch.AIR_FORCE, "空军"),
        (Branch.ROCKET_FORCE, "火箭军"),
        (Branch.ARMED_POLICE, "武警"),
        (Branch.OTHER, "其他"),
        (Merit.NONE, "无"),
        (Merit.THIRD_CLASS, "三等功"),
        (Merit.THIRD_CLASS_COMBAT, "三等战功"),
        (Merit.SECOND_CLASS, "二等功"),
        (Merit.FIRST_CLASS, "一等功"),
        (Merit.COMMENDATION, "一级表彰"),
        (Merit.HONORARY_TITLE, "勋章、荣誉称号"),
        (PlacementGround.ENLISTMENT_HOUSEHOLD, "入伍时的户口所在地"),
        (PlacementGround.STUDENT_HOUSEHOLD, "入伍时是在校大学生、退役后不复学：入学前的户口所在地"),
        (PlacementGround.PARENTS_HOUSEHOLD, "服役期间父母一方户口变更：其现户口所在地"),
        (PlacementGround.SPOUSE_HOUSEHOLD, "已婚军士：配偶或者配偶父母一方的户口所在地"),
        (PlacementGround.SPOUSE_SERVICE, "军士的配偶是现役军人或者同时退役：配偶部队驻地或者安置地"),
        (PlacementGround.SPECIAL_APPROVAL, "其他特殊情况，经省级退役军人工作主管部门批准"),
        (PlacementGround.NATIONAL_NEED, "改革、重点项目或者人才政策需要，经批准跨省安置"),
        (PlacementGround.PROVINCE_DECIDES, "因战致残、立功、烈士子女或者父母双亡，由省级主管部门确定"),
        (PlacementGround.MERIT_CHOICE, "因勋章、荣誉称号、战功、一等功或者表彰，可以选择安置地"),
        (PlacementGround.HARDSHIP_CHOICE, "在艰苦边远地区或者特殊岗位服役满规定年限，可以选择安置地"),
        (PlacementGround.OFFICIAL_NOTICE, "按国家有关规定确定，以接收安置报到通知为准"),
        (LandingType.OWN_HOME, "本人或配偶自有住房"),
        (LandingType.RELATIVE, "投靠亲属"),
        (LandingType.EMPLOYER, "单位同意落户"),
        (LandingType.COLLECTIVE, "集体户"),
        (CardReason.FIRST, "首次申领"),
        (CardReason.RENEW, "换领"),
        (CardReason.REPLACE, "补领"),
        (CardReason.NONE, "不需要，继续使用现有有效证件"),
        (MilitaryLicence.NONE, "没有"),
        (MilitaryLicence.VALID, "有，在有效期内"),
        (MilitaryLicence.EXPIRED, "有，已超过有效期"),
        (LicenceClass.A1, "大型客车（A1）"),
        (LicenceClass.A2, "重型牵引挂车（A2）"),
        (LicenceClass.A3, "城市公交车（A3）"),
        (LicenceClass.B1, "中型客车（B1）"),
        (LicenceClass.B2, "大型货车（B2）"),
        (LicenceClass.C1, "小型汽车（C1）"),
        (LicenceClass.C2, "小型自动挡汽车（C2）"),
        (LicenceClass.C3, "低速载货汽车（C3）"),
        (LicenceClass.C4, "三轮汽车（C4）"),
        (LicenceClass.C6, "轻型牵引挂车（C6）"),
        (LicenceClass.D, "普通三轮摩托车（D）"),
        (LicenceClass.E, "普通二轮摩托车（E）"),
        (LicenceClass.F, "轻便摩托车（F）"),
        (LicenceClass.M, "轮式专用机械车（M）"),
        (MedicalCheck.NETWORKED, "在联网医院体检，结果自动传送"),
        (MedicalCheck.PAPER, "持有纸质证明"),
        (CoverType.EMPLOYEE, "随单位参加职工保险"),
        (CoverType.FLEXIBLE, "以灵活就业人员身份参加职工保险"),
        (CoverType.RESIDENT, "参加城乡居民保险"),
        (CoverType.AWAITING_JOB, "待安排工作期间由安置地安排参加职工保险"),
        (Voucher.NONE, "没有"),
        (Voucher.MAILED, "部队已寄送经办机构"),
        (Voucher.PAPER, "本人持有纸质凭证"),
        (PensionLink.WAITING, "还没有到，或者还不清楚"),
        (PensionLink.ARRIVED, "到了，还没有接上"),
        (PensionLink.LINKED, "已经接上"),
        (SocialCard.FIRST, "首次申领"),
        (SocialCard.REPLACE, "换领或补领"),
        (SocialCard.HELD, "已有在用的社会保障卡"),
        (MedicalHistory.NONE, "都没有"),
        (MedicalHistory.MILITARY, "有军人退役医疗保险"),
        (MedicalHistory.LOCAL, "入伍前参加过地方医保"),
        (MedicalHistory.BOTH, "两种都有"),
        (MedicalRequest.ENROL, "参保登记"),
        (MedicalRequest.CHANGE, "变更登记"),
        (DeliveryMethod.PICK_UP, "本人到窗口领取"),
        (DeliveryMethod.POST, "邮寄送达"),
        (JobStatus.EMPLOYED, "已就业"),
        (JobStatus.UNEMPLOYED, "未就业"),
        (JobStatus.STUDENT, "在校学习"),
    )
)
