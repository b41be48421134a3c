#!/usr/bin/env bash
# 每一种答复的 curl 写法（bash、curl、openssl）。Each kind of answer with curl, signed by Standard Webhooks 1.0.
#
#   SERVER=http://127.0.0.1:8451 DEPARTMENT=public_security KEY_FILE=keys.txt \
#   REFERENCE=TY… ITEM=identity_card [ROUND=1] bash answers.sh accepted
#
# It prints what the system says. `bash answers.sh document FILE.pdf granted` sends a file with the answer (附件);
# `[MATERIAL=household_result] bash answers.sh document FILE.pdf paper` grants with the file as a paper of the result
# (结果文书), which goes on to the items that stand on it; `bash answers.sh materials` asks for addresses of files anew.
# With DELIVERY=post the paper goes by post: `bash answers.sh posted`, then `bash answers.sh signed_for`.
# The key stands on openssl's command line for a moment: on a machine that you share, use receiver.py or Receiver.java.
set -euo pipefail

usage() { sed -n '2,12p' "$0" >&2; exit 2; }
[ $# -ge 1 ] || usage
: "${SERVER:?}" "${DEPARTMENT:?}" "${KEY_FILE:?}" "${REFERENCE:?}" "${ITEM:?}"
ROUND=${ROUND:-1}
KEY=$(head -n 1 "$KEY_FILE" | sed 's/^whsec_//' | base64 -d | od -An -v -tx1 | tr -d ' \n')
ABOUT="\"reference\": \"$REFERENCE\", \"item\": \"$ITEM\", \"round\": $ROUND, \"at\": \"$(date -u +%Y-%m-%dT%H:%M:%SZ)\""
DOCUMENTS='' FILE_ID=''

# signed ID METHOD ADDRESS BODY: what is signed is exactly what is sent.
signed() {
  local time signature
  time=$(date +%s)
  signature=$(printf '%s.%s.%s' "$1" "$time" "$4" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | base64)
  curl -sS --fail-with-body -X "$2" "$SERVER/v1/departments/$DEPARTMENT/$3" -H 'Content-Type: application/json' \
    -H "webhook-id: $1" -H "webhook-timestamp: $time" -H "webhook-signature: v1,$signature" -w '\n' --data-binary "$4"
}

# The same id for the same answer: sent again after a lost reply, it is recorded once.
answer() { signed "$REFERENCE/$ITEM/$ROUND/$1${ANSWER_ID:+/$ANSWER_ID}" POST answers "{\"type\": \"$1\", $ABOUT${2:+, $2}$DOCUMENTS}"; }

REMEDY='"legal_basis": "《样例办法》第三条", "remedy": [
  {"way": "reconsideration", "body": "样例市样例区人民政府", "term": {"value": 60, "unit": "natural_day"}},
  {"way": "litigation", "body": "样例市样例区人民法院", "term": {"value": 6, "unit": "month"}}]'

say() {
  case $1 in
    received) answer received '"receipt": "SJ-0001"' ;;
    accepted) answer accepted '"receipt": "SL-0001"' ;;
    not_accepted) answer not_accepted "\"reason\": \"不属于本机关职权范围。\", $REMEDY" ;;
    correction_requested)
      answer correction_requested '"missing": [{"name": "居民户口簿", "reason": "照片不清晰，请重新拍摄。"}]' ;;
    suspended) answer suspended '"reason": "需要向部队核实档案。", "expected_days": 15' ;;
    resumed) answer resumed ;;
    extended) answer extended '"reason": "交通不便，经批准延长。", "natural_days": 5, "basis": "《中华人民共和国居民身份证法》第十二条"' ;;
    granted) answer granted '"result": {"document": "办理结果通知书（样例）", "number": "样例-0001", "delivery": "none"}' ;;
    paper)
      answer granted "\"result\": {\"document\": \"办理结果通知书（样例）\", \"delivery\": \"${DELIVERY:-none}\", \"documents\": [
  {\"name\": \"结果文书（样例）\", \"number\": \"样例-0002\", \"issued_on\": \"$(TZ=Asia/Shanghai date +%F)\", \"issuer\": \"样例机关\"${MATERIAL:+,
   \"material\": \"$MATERIAL\"}, \"file\": \"$FILE_ID\"}]}" ;;
    posted)
      signed "$REFERENCE/$ITEM/parcel" POST "parcels/$REFERENCE/$ITEM" '{"carrier": "样例快递", "number": "EX000000001CN"}' ;;
    signed_for) signed "$REFERENCE/$ITEM/received" POST "todos/$REFERENCE/$ITEM" '{"kind": "fetch"}' ;;
    materials) signed "$REFERENCE/$ITEM/materials" GET "materials/$REFERENCE/$ITEM" '' ;;
    refused) answer refused "\"reason\": \"经审查不符合办理条件。\", $REMEDY" ;;
    withdrawn) answer withdrawn ;;
    problem) answer problem '"reason": "收到的证件号码与档案不一致，请核实。"' ;;
    *) usage ;;
  esac
}

# Announced, put, confirmed; then it goes with an answer.
document() {
  local file=$1 about said id address
  about="{\"media_type\": \"application/pdf\", \"size\": $(wc -c < "$file" | tr -d ' '), \"sha256\": \"$(openssl dgst -sha256 -r "$file" | cut -c1-64)\"}"
  said=$(signed "$REFERENCE/$ITEM/document" POST "documents/$REFERENCE/$ITEM" "$about")
  id=$(printf '%s' "$said" | python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])')
  address=$(printf '%s' "$said" | python3 -c 'import json, sys; print(json.load(sys.stdin)["address"])')
  printf '%s' "$said" | python3 -c 'import json, sys
for pair in json.load(sys.stdin)["headers"].items(): print("header = \"%s: %s\"" % pair)' |
    curl -sS --fail-with-body -K - -X PUT "$address" --data-binary "@$file" > /dev/null
  signed "$REFERENCE/$ITEM/document/confirmation" POST "documents/$REFERENCE/$ITEM/$id/confirmation" '' >&2
  FILE_ID=$id
  DOCUMENTS=", \"documents\": [{\"id\": \"$id\", \"name\": \"$(basename "$file")\"}]"
}

if [ "$1" = document ]; then
  document "${2:?}"
  say "${3:?}"
else
  say "$1"
fi
