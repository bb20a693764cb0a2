"""What a record does not say of itself: its language and its kind of approach. Flagged as guessed."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from practices.models import Practice

LANGUAGES = ("en", "fr", "es", "pt", "ar", "ru", "zh", "id")

# Beginnings of words that speak for an approach, in the languages that records come in.
CUES = {
    "law_and_policy": "law laws legisl regulat decree act constitution loi lois décret réglement "
    "ley leyes decreto reglament lei leis قانون مرسوم تشريع закон указ 法律 法规 条例 undang peraturan",
    "institution_building": "agency institut ministry authority commission council directorate "
    "agence ministère autorité agencia ministerio autoridad agência ministério هيئة وزارة "
    "агентств министер 机构 部门 lembaga badan",
    "financing": "fund funds loan credit budget tax bond insur financ prêt crédit impôt fonds "
    "préstamo crédito fondo impuesto empréstimo fundo imposto تمويل قرض صندوق ضريب кредит налог "
    "贷款 基金 财政 pinjaman dana pajak",
    "cash_and_incentives": "cash transfer stipend voucher subsid incentiv allowance grant bonus "
    "transfert allocation subvention transferencia subsidio bono bolsa incentivo تحويل نقدي إعانة "
    "пособи субсид 补贴 现金 tunai bantuan",
    "service_delivery": "service clinic hospital school vaccin care deliver health santé école "
    "soins hôpital salud escuela atención hospital saúde atenção خدمات صحية مستشفى услуг больниц "
    "服务 医院 学校 layanan puskesmas",
    "community_led": "communit village villager participat local neighbour cooperative communaut "
    "villageois comunit comunidad vecin aldeia مجتمع محلي قرية общин сельск 社区 村民 masyarakat desa",
    "skills_and_training": "train skill teach course apprentic workshop curricul formation "
    "apprentiss enseign capacit entrenam formação aprendiz تدريب مهارات обучен навык 培训 技能 pelatihan",
    "technology_and_data": "data digital software satellite platform register online mobile system "
    "technolog numérique donnée registre datos tecnolog plataforma dados رقمي بيانات منصة данн цифров "
    "数据 数字 信息 teknologi sistem",
    "infrastructure": "road dam canal build construct irrigat pipeline grid housing sewer route "
    "barrage constru irrig carretera presa vivienda estrada بناء سد طريق ري строител дорог "
    "建设 基础设施 工程 pembangunan jalan",
    "market_and_enterprise": "market enterpris business firm export trade compan value chain entrepr "
    "marché empres mercado negocio comercio سوق شركات مؤسسات рынок предприяти 市场 企业 usaha pasar",
    "awareness_and_behaviour": "campaign awareness media radio behavio messag sensibilis campagne "
    "campaña sensibiliz campanha توعية حملة кампани информирован 宣传 意识 kampanye penyuluhan",
    "partnership": "partner cooperat exchange agreement alliance south triangular coopérat accord "
    "échange cooperac intercambio acuerdo convenio parceria شراكة تعاون партн сотруднич 合作 伙伴 kerja",
    "mediation_and_dialogue": "mediat dialog reconcil peace negotiat conflict consensus médiation "
    "réconcil paix diálogo reconcili paz mediação وساطة حوار مصالحة سلام примирен диалог 调解 对话 "
    "mediasi damai",
}


def body_of(texts: Mapping[str, Any]) -> str:
    parts = (
        texts["title"],
        texts["approach"],
        texts["summary"],
        texts["results"],
        texts["problem"],
    )
    return "\n".join(part for part in parts if part)


@cache
def identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  (slow)

    return LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)


def language(body: str) -> str:
    """Return the likeliest language of a text."""
    code, _ = identifier().classify(body[:2000])
    return str(code)


@cache
def cue_patterns() -> dict[str, re.Pattern[str]]:
    return {
        approach: re.compile(
            "|".join(
                rf"\b{cue}" if cue.isascii() or cue[0].isascii() else cue
                for cue in cues.split()
            ),
            re.IGNORECASE,
        )
        for approach, cues in CUES.items()
    }


def approach(body: str) -> str:
    """Return the approach whose words stand most often in a text; partnership, if none does."""
    text = body[:4000]
    counts = {
        name: len(pattern.findall(text)) for name, pattern in cue_patterns().items()
    }
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else Practice.Approach.PARTNERSHIP.value
