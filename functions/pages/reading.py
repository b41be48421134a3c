"""Sentences to the applicant, as others read them: a window that acts in their stead, an office, an operator."""


def of_applicant(text: str) -> str:
    return text.replace("您", "申请人")
