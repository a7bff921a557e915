"""Parties that texts speak of, and what is proposed from a text that was published in April 2022."""

from __future__ import annotations

from datetime import date

from pipeline.proposing.proposals import Proposal, propose
from pipeline.proposing.texts import page_of_text
from pipeline.register import Register, RegisterFile
from pipeline.strict_yaml import as_model, parse_text

SAID = date(2022, 4, 12)
PARTIES = """
parties:
  - {id: secretariat, kind: secretariat, name: {en: Secretariat, zh: 秘书处}}
  - {id: wwf, kind: convener, name: {en: WWF, zh: 世界自然基金会}}
  - {id: coalition, kind: group, name: {en: Coalition to End Wildlife Trafficking Online, zh: 联盟}}
  - {id: baidu, kind: company, name: {en: Baidu, zh: 百度}}
  - {id: taobao, kind: platform, name: {en: Taobao, zh: 淘宝}}
  - {id: douyin, kind: platform, name: {en: Douyin, zh: 抖音}}
  - {id: tencent, kind: company, name: {en: Tencent, zh: 腾讯}}
  - {id: ebay, kind: company, name: {en: eBay, zh: eBay}}
  - {id: sixty-six, kind: company, name: {en: 66 Games, zh: 66游戏}}
"""
REGISTER = Register(as_model(parse_text(PARTIES, name="r"), RegisterFile, name="r"))


def proposed(text: str, said: date | None = SAID) -> list[Proposal]:
    return propose(page_of_text(text), REGISTER, published=said)
