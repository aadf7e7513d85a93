"""Lists with their requests and steps, replies and letters, and answers to letters from who has no account."""

from sizao.measures.referrals.models.answering import AnswerKnock, AnswerLink, Said
from sizao.measures.referrals.models.letters import ArrivedList, Letter, Named, Reply, Request, Step

__all__ = ["AnswerKnock", "AnswerLink", "ArrivedList", "Letter", "Named", "Reply", "Request", "Said", "Step"]
